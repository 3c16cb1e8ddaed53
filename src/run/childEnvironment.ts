import { prefixesIn, variablesOf } from '../core/environmentNames.ts';

/** What signs in to AWS, and what belongs to the editor and to Custody. A program gets what it was given, and no key to fetch more. */
const withheld = [
  /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|CREDENTIAL_EXPIRATION)$/,
  /^AWS_(CONTAINER_|WEB_IDENTITY_|BEARER_TOKEN|ROLE_)/,
  /^(VSCODE|ELECTRON|CUSTODY)_/,
  // Points at a program of the editor's that answers with the person's sign-in.
  /^(GIT_ASKPASS|CONNECTION_TOKEN)$/,
];

/** The editor's own variables without those, and with the ones that are given in their place. */
export function childEnvironment(own: NodeJS.ProcessEnv, given: ReadonlyMap<string, string>): NodeJS.ProcessEnv {
  const names = Object.keys(own);
  const keys = new Set(prefixesIn(names).flatMap((prefix) => Object.values<string>(variablesOf(prefix))));
  // Windows tells names apart by their letters alone, and would take the first of two.
  const replaced = new Set([...given.keys()].map((name) => name.toUpperCase()));
  const kept = names.filter((name) => {
    const upper = name.toUpperCase();
    return !keys.has(name) && !replaced.has(upper) && !withheld.some((pattern) => pattern.test(upper));
  });
  return { ...Object.fromEntries(kept.map((name) => [name, own[name]])), ...Object.fromEntries(given) };
}
