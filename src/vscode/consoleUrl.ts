/** The page of a secret in the AWS console of its region's partition. */
export function consoleUrl(region: string, name: string): string {
  const host = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : 'console.aws.amazon.com';
  return `https://${region}.${host}/secretsmanager/secret?name=${encodeURIComponent(name)}&region=${region}`;
}
