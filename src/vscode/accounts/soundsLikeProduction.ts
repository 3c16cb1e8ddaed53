/** Whether the name of an account says that it is one of production: `prod-eu`, `live`, and not `product` or `preprod`. */
export function soundsLikeProduction(name: string): boolean {
  return /(^|[^a-z])(prod|production|live)([^a-z]|$)/i.test(name);
}
