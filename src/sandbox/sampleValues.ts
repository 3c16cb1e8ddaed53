import { randomBytes } from 'node:crypto';
import type { SecretValue } from './secret.ts';

// Values made up at each start, none of which opens anything.

export function sample(): string {
  return `sample-${randomBytes(15).toString('base64url')}`;
}

export function plain(value: string): SecretValue {
  return { SecretString: value };
}

export function token(): SecretValue {
  return plain(`sample_${randomBytes(20).toString('hex')}`);
}

export function text(fields: Record<string, string>): SecretValue {
  return plain(JSON.stringify(fields));
}

export function database(name: string): SecretValue {
  return text({
    engine: 'postgres',
    host: `${name}.db.example.internal`,
    port: '5432',
    dbname: name,
    username: `${name}_app`,
    password: sample(),
  });
}

export function pem(label: string): string {
  const lines =
    randomBytes(480)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

export function note(): string {
  return [
    'Sample note. Nothing in it opens anything.',
    '',
    '1. Tell the duty manager before you start.',
    `2. Sign in as break-glass with ${sample()}.`,
    '3. Write down what you did, and rotate this secret afterwards.',
  ].join('\n');
}
