import { randomBytes, randomUUID } from 'node:crypto';
import { database, note, pem, plain, sample, text, token } from './sampleValues.ts';
import type { SecretValue } from './secret.ts';

export type SampleSecret = {
  readonly name: string;
  readonly description?: string;
  /** From the oldest to the current one. */
  readonly values: readonly SecretValue[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly ageDays: number;
  readonly accessedDaysAgo?: number;
  readonly rotatedDaysAgo?: number;
  readonly deletedDaysAgo?: number;
  readonly owningService?: string;
  readonly policy?: string;
  readonly replicated?: boolean;
  /** Whether it is in the second region. */
  readonly elsewhere?: boolean;
};

const payments = { team: 'payments', environment: 'prod', 'cost-center': '4210' };
const orders = { team: 'orders', environment: 'prod' };
const platform = { team: 'platform', environment: 'shared' };
const staging = { environment: 'staging' };
const dev = { environment: 'dev' };

/**
 * What a sandbox starts with. Every value is made up at the start and says that
 * it is a sample, so that none can be taken for a real one.
 */
export function sampleSecrets(): SampleSecret[] {
  return [
    {
      name: 'prod/payments/stripe-api-key',
      description: 'Stripe key of the checkout',
      values: [token(), token()],
      tags: payments,
      ageDays: 400,
      accessedDaysAgo: 0,
    },
    {
      name: 'prod/payments/webhook-signing-secret',
      description: 'Verifies incoming payment events',
      values: [token()],
      tags: payments,
      ageDays: 210,
      accessedDaysAgo: 0,
    },
    {
      name: 'prod/payments/postgres',
      description: 'Payments database, rotated every 30 days',
      values: [database('payments'), database('payments'), database('payments')],
      tags: payments,
      ageDays: 380,
      accessedDaysAgo: 0,
      rotatedDaysAgo: 12,
    },
    {
      name: 'prod/orders/postgres',
      description: 'Orders database',
      values: [database('orders'), database('orders')],
      tags: orders,
      ageDays: 330,
      accessedDaysAgo: 1,
    },
    {
      name: 'prod/orders/redis',
      description: 'Cache of the order service',
      values: [text({ host: 'redis.orders.example.internal', port: '6379', password: sample() })],
      tags: orders,
      ageDays: 120,
      accessedDaysAgo: 2,
    },
    {
      name: 'prod/orders/kafka',
      values: [text({ brokers: 'kafka-1.example.internal:9093', username: 'orders', password: sample() })],
      tags: orders,
      ageDays: 95,
    },
    {
      name: 'prod/identity/jwt-signing-key',
      description: 'Signs session tokens, replicated',
      values: [plain(pem('SAMPLE PRIVATE KEY'))],
      tags: { team: 'identity', environment: 'prod' },
      ageDays: 260,
      accessedDaysAgo: 0,
      replicated: true,
    },
    {
      name: 'prod/identity/oauth-client',
      description: 'OAuth client of the sign-in page',
      values: [text({ client_id: `sample-${randomUUID()}`, client_secret: sample() })],
      tags: { team: 'identity', environment: 'prod' },
      ageDays: 180,
      accessedDaysAgo: 3,
    },
    {
      name: 'prod/search/opensearch',
      description: 'Search cluster',
      values: [
        text({
          username: 'search',
          password: sample(),
          endpoint: 'https://search.example.internal',
        }),
      ],
      ageDays: 75,
    },
    {
      name: 'staging/payments/stripe-api-key',
      values: [token()],
      tags: { ...staging, team: 'payments' },
      ageDays: 190,
      accessedDaysAgo: 5,
    },
    {
      name: 'staging/payments/postgres',
      values: [database('payments')],
      tags: { ...staging, team: 'payments' },
      ageDays: 190,
    },
    {
      name: 'staging/orders/postgres',
      values: [database('orders')],
      tags: { ...staging, team: 'orders' },
      ageDays: 170,
      accessedDaysAgo: 9,
    },
    {
      name: 'staging/orders/feature-flags',
      description: 'Key of the feature flag service',
      values: [token()],
      tags: staging,
      ageDays: 60,
    },
    {
      name: 'dev/orders/postgres',
      values: [database('orders')],
      tags: { ...dev, team: 'orders' },
      ageDays: 44,
      accessedDaysAgo: 0,
    },
    {
      name: 'dev/payments/stripe-api-key',
      values: [token()],
      tags: { ...dev, team: 'payments' },
      ageDays: 41,
    },
    {
      name: 'dev/mail/smtp',
      description: 'Mailbox for test messages',
      values: [text({ host: 'smtp.example.internal', port: '587', username: 'dev', password: sample() })],
      tags: dev,
      ageDays: 30,
    },
    {
      name: 'shared/tls/wildcard-example-com',
      description: 'Key of *.example.com',
      values: [plain(pem('SAMPLE PRIVATE KEY'))],
      tags: platform,
      ageDays: 88,
      accessedDaysAgo: 14,
    },
    {
      name: 'shared/tls/java-keystore',
      description: 'Keystore as a binary value',
      values: [{ SecretBinary: randomBytes(512).toString('base64') }],
      tags: platform,
      ageDays: 88,
    },
    {
      name: 'shared/ci/registry-token',
      description: 'Pushes images from CI',
      values: [token(), token()],
      tags: platform,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'BuildAccountMayRead',
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::444455556666:root' },
            Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
            Resource: '*',
          },
        ],
      }),
      ageDays: 150,
      accessedDaysAgo: 0,
    },
    {
      name: 'shared/monitoring/pagerduty',
      values: [token()],
      tags: platform,
      ageDays: 300,
      accessedDaysAgo: 40,
    },
    {
      name: 'shared/runbooks/break-glass',
      description: 'What to do when sign-in is down',
      values: [plain(note())],
      tags: platform,
      ageDays: 500,
    },
    {
      name: 'legacy/billing/mysql',
      description: 'Replaced by prod/payments/postgres',
      values: [database('billing')],
      tags: { team: 'payments', retire: 'yes' },
      ageDays: 1500,
      accessedDaysAgo: 412,
    },
    {
      name: 'legacy/ftp-partner-upload',
      description: 'Partner moved to an API',
      values: [text({ host: 'ftp.example.com', username: 'upload', password: sample() })],
      ageDays: 1900,
      accessedDaysAgo: 610,
      deletedDaysAgo: 10,
    },
    {
      name: `rds!db-${randomUUID()}`,
      description: 'The secret associated with the primary RDS DB instance',
      values: [text({ username: 'postgres', password: sample() })],
      tags: { 'aws:rds:primaryDBInstanceArn': 'arn:aws:rds:eu-west-1:111122223333:db:ledger' },
      ageDays: 20,
      accessedDaysAgo: 0,
      rotatedDaysAgo: 3,
      owningService: 'rds',
    },
    {
      name: 'prod/orders/postgres-reporting',
      description: 'Read replica for reports',
      values: [database('reporting')],
      tags: orders,
      ageDays: 65,
      elsewhere: true,
    },
    {
      name: 'prod/edge/cdn-signing-key',
      description: 'Signs download links',
      values: [token()],
      tags: { team: 'edge', environment: 'prod' },
      ageDays: 110,
      accessedDaysAgo: 0,
      elsewhere: true,
    },
    {
      name: 'prod/edge/waf-api-key',
      values: [token()],
      tags: { team: 'edge', environment: 'prod' },
      ageDays: 54,
      elsewhere: true,
    },
    {
      name: 'dev/edge/cdn-signing-key',
      values: [token()],
      tags: { ...dev, team: 'edge' },
      ageDays: 12,
      elsewhere: true,
    },
  ];
}
