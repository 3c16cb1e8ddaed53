import { randomBytes } from 'node:crypto';
import { invalidParameter } from './awsError.ts';
import { randomPassword } from './randomPassword.ts';
import type { RotationRules, SecretValue } from './secret.ts';

const hourMs = 3_600_000;
const minHours = 4;
const maxDays = 999;

/**
 * When the next rotation is due at the latest; undefined without a schedule, and
 * for cron(), whose dates the sandbox does not work out.
 */
export function nextRotation(rules: RotationRules | undefined, last: number): number | undefined {
  if (rules?.AutomaticallyAfterDays !== undefined) return last + rules.AutomaticallyAfterDays * 24 * hourMs;
  if (rules?.ScheduleExpression === undefined) return undefined;
  // Windows open on the hour, and no schedule is longer than a year.
  if (/^cron\(0 \S+ \S+ \S+ \S+ \*\)$/.test(rules.ScheduleExpression)) return undefined;

  const [, count, unit] = /^rate\((\d+) (hours?|days?)\)$/.exec(rules.ScheduleExpression) ?? [];
  if (count === undefined || unit === undefined) throw invalidParameter('Invalid ScheduleExpression.');
  const hours = Number(count) * (unit.startsWith('day') ? 24 : 1);
  if (hours < minHours) throw invalidParameter(`A secret can't be rotated more often than every ${minHours} hours.`);
  if (hours > maxDays * 24) throw invalidParameter(`The maximum rotation period is ${maxDays} days.`);
  return last + hours * hourMs;
}

/** Refuses a window that would run into the next one or into the next UTC day. */
export function checkWindow(rules: RotationRules | undefined): void {
  if (rules?.Duration === undefined) return;
  const hours = Number.parseInt(rules.Duration, 10);
  const perHours = /^rate\((\d+) hours?\)$/.exec(rules.ScheduleExpression ?? '')?.[1];
  const start = /^cron\(0 (\d+) /.exec(rules.ScheduleExpression ?? '')?.[1];
  const most = perHours === undefined ? 24 - Number(start ?? 0) : Math.min(24, Number(perHours));
  if (hours >= 1 && hours <= most) return;
  throw invalidParameter('The rotation window must not extend into the next rotation window or the next UTC day.');
}

/** A new value in the shape of the old one: only the password of a JSON object changes. */
export function rotatedValue(value: SecretValue): SecretValue {
  if ('SecretBinary' in value) {
    const length = Buffer.from(value.SecretBinary, 'base64').length;
    return { SecretBinary: randomBytes(length).toString('base64') };
  }
  const fields = parseFields(value.SecretString);
  return {
    SecretString: fields ? JSON.stringify({ ...fields, password: newPassword() }) : newPassword(),
  };
}

function parseFields(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'password' in parsed ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function newPassword(): string {
  return randomPassword({
    PasswordLength: 32,
    ExcludeCharacters: '',
    ExcludeLowercase: false,
    ExcludeUppercase: false,
    ExcludeNumbers: false,
    ExcludePunctuation: true,
    IncludeSpace: false,
    RequireEachIncludedType: true,
  });
}
