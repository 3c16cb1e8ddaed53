/** What a first policy begins with: the secret's own account, which takes nothing from anyone in it. */
export function policyTemplate(arn: string): string {
  const [, partition = 'aws', , , account = ''] = arn.split(':');
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AccountMayRead',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
      },
    ],
  };
  return `${JSON.stringify(policy, null, 2)}\n`;
}
