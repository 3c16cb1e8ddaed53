/** A rotation schedule: days between rotations, or an expression of AWS's. */
export interface RotationRules {
  readonly automaticallyAfterDays?: number;
  /** `rate(...)` or `cron(...)`. */
  readonly scheduleExpression?: string;
  /** How long the window is open, such as `2h`. */
  readonly duration?: string;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minHours = 4;
const maxRateDays = 999;

type Schedule =
  | { readonly kind: 'days'; readonly count: number }
  | { readonly kind: 'hours'; readonly count: number }
  | { readonly kind: 'cron'; readonly fields: readonly string[] };

/** What is wrong with a schedule, in words that end a sentence; undefined for one that Secrets Manager takes. */
export function scheduleFault({
  automaticallyAfterDays: days,
  scheduleExpression: expression,
  duration,
}: RotationRules): string | undefined {
  if (days !== undefined && expression !== undefined) return 'takes days or a schedule expression, not both';
  if (duration !== undefined && days === undefined && expression === undefined) return 'takes a window only together with a schedule';
  const schedule = days === undefined ? expression && parseSchedule(expression) : { kind: 'days' as const, count: days };
  if (expression !== undefined && !schedule)
    return 'takes a schedule like rate(10 days), rate(12 hours) or cron(0 8 1 * ? *), with 0 for minutes and * for the year';
  if (schedule && schedule.kind === 'hours' && schedule.count < minHours) return 'can not rotate more often than every 4 hours';
  if (schedule && schedule.kind === 'hours' && schedule.count > maxRateDays * 24) return 'takes a rate of at most 999 days';
  if (schedule && schedule.kind === 'days' && (schedule.count < 1 || (days === undefined && schedule.count > maxRateDays)))
    return 'takes a rate of 1 to 999 days';
  if (schedule && schedule.kind === 'cron' && stepOf(schedule.fields) < minHours) return 'can not rotate more often than every 4 hours';
  return duration === undefined ? undefined : windowFault(duration, schedule || undefined);
}

function windowFault(duration: string, schedule: Schedule | undefined): string | undefined {
  const hours = Number(/^(\d{1,2})h$/.exec(duration)?.[1]);
  if (!(hours >= 1 && hours <= 24)) return 'takes a window of 1h to 24h';
  if (schedule?.kind === 'hours' && hours > schedule.count) return 'takes a window that ends before the next one begins';
  if (schedule?.kind === 'cron' && hours > stepOf(schedule.fields)) return 'takes a window that ends before the next one begins';
  const start = schedule?.kind === 'cron' ? Number(/^\d+$/.exec(schedule.fields[1] ?? '')?.[0] ?? 0) : 0;
  return start + hours > 24 ? 'takes a window that ends on the UTC day it begins on' : undefined;
}

/** The hours between two windows of one day, as far as the hour's field tells. */
function stepOf([, hours = '']: readonly string[]): number {
  const step = /^(?:\d*|\*)\/(\d+)$/.exec(hours)?.[1];
  if (step !== undefined) return Number(step);
  if (hours === '*' || hours.includes('-')) return 1;
  const listed = hours
    .split(',')
    .map(Number)
    .toSorted((a, b) => a - b);
  const gaps = listed.map((hour, index) => (index === 0 ? hour + 24 - (listed.at(-1) ?? 0) : hour - (listed[index - 1] ?? 0)));
  return listed.length === 1 ? 24 : Math.min(...gaps);
}

/** Reads AWS's expressions, and `every 30 days`, which is how this product writes a plain number of days. */
function parseSchedule(text: string): Schedule | undefined {
  const [, count, unit] = /^(?:rate\(|every )(\d{1,5}) (hour|day)s?\)?$/.exec(text) ?? [];
  if (count !== undefined) return { kind: unit === 'hour' ? 'hours' : 'days', count: Number(count) };
  const inside = /^cron\(([^()]*)\)$/.exec(text)?.[1]?.split(' ');
  if (inside?.length !== 6) return undefined;
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = inside;
  const fits =
    minutes === '0' &&
    areHours(hours) &&
    /^(\?|[\dLW,*/-]{1,100})$/.test(dayOfMonth) &&
    /^[\dA-Z,*/-]{1,60}$/.test(month) &&
    /^(\?|[\dA-Z,*/#-]{1,60})$/.test(dayOfWeek) &&
    // One of the two says the day, and the other nothing.
    (dayOfMonth === '?') !== (dayOfWeek === '?') &&
    year === '*';
  return fits ? { kind: 'cron', fields: inside } : undefined;
}

function areHours(field: string): boolean {
  return /^(\*|\d+([,-]\d+)*|(\*|\d*)\/\d+)$/.test(field) && (field.match(/\d+/g) ?? []).every((hour) => Number(hour) <= 23);
}

/** `rate(12 hours)` is "every 12 hours"; a cron expression stands as AWS has it, since words for it would be a guess. */
export function scheduleInWords(schedule: string): string {
  const parsed = parseSchedule(schedule);
  if (!parsed) return schedule;
  if (parsed.kind !== 'cron') return every(parsed.count, parsed.kind === 'hours' ? 'hour' : 'day');
  const [, hours = '', dayOfMonth, month, dayOfWeek] = parsed.fields;
  const isDaily = (dayOfMonth === '*' || dayOfWeek === '*') && month === '*';
  return isDaily && /^\d+$/.test(hours) ? `every day from ${hours.padStart(2, '0')}:00 UTC` : `${schedule}, in UTC`;
}

function every(count: number, unit: string): string {
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

/** When the window opens and for how long, in words. */
export function windowInWords(schedule: string, duration: string | undefined): string | undefined {
  const parsed = parseSchedule(schedule);
  const length = duration?.replace(/h$/, '') ?? undefined;
  const open = length === undefined ? undefined : `${length} ${length === '1' ? 'hour' : 'hours'}`;
  if (parsed?.kind === 'days') return open === undefined ? 'any time of the day, UTC' : `the first ${open} of the day, UTC`;
  if (parsed?.kind === 'hours') return `${open ?? '1 hour'} long`;
  return open && `${open} long`;
}

/**
 * The days or hours on which windows open from now on, as ISO dates. None for a cron expression: what AWS makes of one is
 * not guessed here.
 */
export function nextRuns(schedule: string, from: number, count: number): readonly string[] {
  const parsed = parseSchedule(schedule);
  if (!parsed || parsed.kind === 'cron') return [];
  // Windows open on the hour, and for days at midnight.
  const step = parsed.count * (parsed.kind === 'days' ? dayMs : hourMs);
  const unit = parsed.kind === 'days' ? dayMs : hourMs;
  const start = from - (from % unit);
  return Array.from({ length: count }, (_, index) => new Date(start + step * (index + 1)).toISOString());
}
