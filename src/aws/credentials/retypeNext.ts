/** What to do when a credential that the person typed is missing or refused. */
export const retypeNext = 'Type it again with "Custody: Type Credential Again".';
