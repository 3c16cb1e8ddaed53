/** The variables that a prefix stands for: `AWS_` for AWS_ACCESS_KEY_ID and those beside it. */
export function variablesOf(prefix: string) {
  return {
    accessKeyId: `${prefix}ACCESS_KEY_ID`,
    secretAccessKey: `${prefix}SECRET_ACCESS_KEY`,
    sessionToken: `${prefix}SESSION_TOKEN`,
  };
}

/** The prefixes under which keys are set, from the names of variables alone. */
export function prefixesIn(names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => /^([A-Za-z_]\w{0,99}_)ACCESS_KEY_ID$/.exec(name)?.[1] ?? [])
    .filter((prefix) => names.includes(`${prefix}SECRET_ACCESS_KEY`))
    .sort();
}

/** An account that variables describe: `ACCOUNT_PROD_ROLE_ARN` and `ACCOUNT_PROD_PROFILE`. */
export interface NamedAccount {
  /** `PROD`. */
  readonly name: string;
  /** The variable that holds the ARN of its role, where one does. */
  readonly roleArn: string | undefined;
  /** The variable that holds the name of its profile, where one does. */
  readonly profile: string | undefined;
}

/** What the names of variables say about accounts. Their values are not looked at. */
export function accountsIn(names: readonly string[]): readonly NamedAccount[] {
  const found = new Set(names.flatMap((name) => /^ACCOUNT_(\w{1,60})_(?:ROLE_ARN|PROFILE)$/.exec(name)?.[1] ?? []));
  const there = (name: string): string | undefined => (names.includes(name) ? name : undefined);
  return [...found].sort().map((name) => ({ name, roleArn: there(`ACCOUNT_${name}_ROLE_ARN`), profile: there(`ACCOUNT_${name}_PROFILE`) }));
}
