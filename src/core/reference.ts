/**
 * A dynamic reference in the form CloudFormation resolves. It names a secret and a key and holds no
 * value. Source: "Get a secret or secret value from Secrets Manager", CloudFormation user guide.
 */
export function formatReference(secretId: string, key?: string): string {
  return `{{resolve:secretsmanager:${secretId}:SecretString${key === undefined ? '' : `:${key}`}}}`;
}
