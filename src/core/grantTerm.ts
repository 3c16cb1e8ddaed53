/** How long a person's yes to a use holds. `session` ends with the window, or with "Custody: Lock". */
export const grantTerms = ['once', '15 minutes', '60 minutes', 'session'] as const;
export type GrantTerm = (typeof grantTerms)[number];
