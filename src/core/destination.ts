/** Where values would go, as the card names it and a grant remembers it. */
export interface Destination {
  readonly kind: 'command' | 'file';
  /** In words, such as `npm start in /home/me/shop`. */
  readonly label: string;
  /** What must be the same again for a grant to hold: exact arguments, folder, names of variables. Never a value. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** The secrets whose values go there, each by its full ARN, with the key where it is one of several. */
  readonly secrets: readonly { readonly arn: string; readonly key?: string }[];
  /** For one that keeps what it is given: a keyed hash of what stands there now under each name, and of what will. */
  readonly contents?: { readonly before: Readonly<Record<string, string>>; readonly after: Readonly<Record<string, string>> };
}
