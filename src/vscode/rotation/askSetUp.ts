import * as vscode from 'vscode';
import { lambdaArn, roleArn, tags } from '../../core/limits.ts';
import { nextRuns, scheduleFault, scheduleInWords, type RotationRules } from '../../core/rotationSchedule.ts';
import type { SecretDetail } from '../../core/secretsService.ts';
import { parseMetadata, writeMetadata } from './externalMetadata.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** Asks how a secret is to rotate; undefined when the person leaves. Ends with the question that is easy to get wrong. */
export async function askSetUp(secret: SecretDetail): Promise<Arguments | undefined> {
  const title = `${secret.rotationEnabled ? 'Change' : 'Set Up'} Rotation: ${secret.name}`;
  const rotator = await askRotator(title, secret);
  const schedule = rotator && (await askSchedule(title, secret));
  const window = schedule && (await askWindow(title, schedule));
  const when = window && (await askWhen(title));
  return when && { ...rotator, ...schedule, ...window, ...when };
}

async function askRotator(title: string, secret: SecretDetail): Promise<Arguments | undefined> {
  // A service that manages a secret rotates it without a function.
  if (secret.owningService !== undefined) return {};
  if (secret.type !== undefined) return askPartner(title, secret);
  const prompt = 'ARN of the Lambda function that rotates it. It gets to read and change this secret.';
  const arn = await input({
    title,
    prompt,
    value: secret.rotationLambdaArn ?? '',
    placeHolder: 'arn:aws:lambda:eu-west-1:111122223333:function:name',
    fault: (text) => (lambdaArn.safeParse(text).success ? undefined : "This is not a Lambda function's ARN, arn:aws:lambda:…"),
  });
  return arn === undefined ? undefined : { rotation_lambda_arn: arn };
}

async function askPartner(title: string, secret: SecretDetail): Promise<Arguments | undefined> {
  const role = await input({
    title,
    prompt: `ARN of the role with which AWS changes the secret at ${secret.type}`,
    value: secret.externalRotationRoleArn ?? '',
    placeHolder: 'arn:aws:iam::111122223333:role/name',
    fault: (text) => (roleArn.safeParse(text).success ? undefined : "This is not a role's ARN, arn:aws:iam::…:role/…"),
  });
  if (role === undefined) return undefined;
  const typed = await input({
    title,
    prompt: 'What the partner asks for, as its page in AWS’s guide lists it: key=value, key=value. No secrets.',
    value: writeMetadata(secret.externalRotationMetadata ?? {}),
    fault: (text) => (tags.safeParse(parseMetadata(text)).success ? undefined : 'Write key=value, with commas between'),
  });
  if (typed === undefined) return undefined;
  const metadata = parseMetadata(typed) ?? {};
  return { external_role_arn: role, ...(Object.keys(metadata).length === 0 ? {} : { external_metadata: metadata }) };
}

async function askSchedule(title: string, secret: SecretDetail): Promise<Arguments | undefined> {
  const had = secret.rotationSchedule;
  const days = (count: number) => ({
    label: `Every ${count} days`,
    description: nextThree(`every ${count} days`),
    given: { automatically_after_days: count },
  });
  const kept = had === undefined ? undefined : argumentsOf(had);
  const items: readonly (vscode.QuickPickItem & { readonly given?: Arguments; readonly asks?: 'days' | 'expression' })[] = [
    ...(had === undefined || !kept ? [] : [{ label: `Keep ${scheduleInWords(had)}`, description: nextThree(had), given: kept }]),
    ...[30, 7, 90].map(days),
    { label: 'Another number of days…', asks: 'days' },
    { label: 'Hours, or a cron expression…', asks: 'expression' },
  ];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'How often does it rotate?', ignoreFocusOut: true });
  if (!picked) return undefined;
  if (picked.given) return picked.given;
  return picked.asks === 'days' ? askDays(title) : askExpression(title);
}

async function askDays(title: string): Promise<Arguments | undefined> {
  const text = await input({
    title,
    prompt: 'Days between rotations, from 1 to 1,000',
    value: '',
    fault: (typed) =>
      /^\d{1,4}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= 1_000 ? undefined : 'Type a number from 1 to 1,000',
    note: (typed) => nextThree(`every ${typed} days`),
  });
  return text === undefined ? undefined : { automatically_after_days: Number(text) };
}

async function askExpression(title: string): Promise<Arguments | undefined> {
  const text = await input({
    title,
    prompt: 'rate(12 hours), or cron(0 8 1 * ? *) for 08:00 UTC on the first of each month. Minutes are 0 and the year is *.',
    value: '',
    placeHolder: 'cron(0 8 1 * ? *)',
    fault: (typed) => sentence(scheduleFault({ scheduleExpression: typed })),
    note: nextThree,
  });
  return text === undefined ? undefined : { schedule_expression: text };
}

async function askWindow(title: string, schedule: Arguments): Promise<Arguments | undefined> {
  const rules = rulesOf(schedule);
  const fits = (duration: string): boolean => scheduleFault({ ...rules, duration }) === undefined;
  const hours = ['1h', '2h', '4h', '8h'].filter(fits).map((duration) => ({
    label: duration === '1h' ? '1 hour' : `${Number.parseInt(duration, 10)} hours`,
    given: { duration },
  }));
  const isHourly = rules.scheduleExpression?.includes('hour') === true;
  const items: readonly (vscode.QuickPickItem & { readonly given?: Arguments })[] = [
    { label: 'As AWS does', description: isHourly ? 'one hour' : 'until the end of the UTC day', given: {} },
    ...hours,
    { label: 'Another number of hours…' },
  ];
  const placeHolder = 'How long is the window in which it may rotate?';
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  if (!picked) return undefined;
  if (picked.given) return picked.given;
  const text = await input({
    title,
    prompt: 'Hours that the window is open',
    value: '',
    fault: (typed) => sentence(scheduleFault({ ...rules, duration: `${typed}h` })),
  });
  return text === undefined ? undefined : { duration: `${text}h` };
}

async function askWhen(title: string): Promise<Arguments | undefined> {
  const items = [
    { label: 'No, wait for the next window', description: 'AWS tests the function first', given: { rotate_immediately: false } },
    { label: 'Yes, rotate now', description: 'the value changes at once', given: { rotate_immediately: true } },
  ];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'Rotate it now, too?', ignoreFocusOut: true });
  return picked?.given;
}

function nextThree(schedule: string): string {
  const runs = nextRuns(schedule, Date.now(), 3);
  if (runs.length === 0) return '';
  const isHourly = runs.some((run) => !run.endsWith('T00:00:00.000Z'));
  const shown = runs.map((run) => (isHourly ? `${run.slice(0, 10)} ${run.slice(11, 16)}` : run.slice(0, 10)));
  return `next ${shown.join(', ')}${isHourly ? ' UTC' : ''}, counted from now`;
}

function argumentsOf(schedule: string): Arguments | undefined {
  const days = /^every (\d+) days$/.exec(schedule)?.[1];
  if (days !== undefined) return { automatically_after_days: Number(days) };
  return scheduleFault({ scheduleExpression: schedule }) === undefined ? { schedule_expression: schedule } : undefined;
}

function rulesOf({ automatically_after_days: days, schedule_expression: expression }: Arguments): RotationRules {
  return {
    ...(typeof days === 'number' ? { automaticallyAfterDays: days } : {}),
    ...(typeof expression === 'string' ? { scheduleExpression: expression } : {}),
  };
}

function sentence(fault: string | undefined): string | undefined {
  return fault && `Secrets Manager ${fault}`;
}

interface Input {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly placeHolder?: string;
  readonly fault: (text: string) => string | undefined;
  /** Said below a text that is right. */
  readonly note?: (text: string) => string;
}

async function input({ title, prompt, value, placeHolder = '', fault, note }: Input): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    placeHolder,
    ignoreFocusOut: true,
    validateInput(typed) {
      const wrong = fault(typed.trim());
      if (wrong !== undefined) return wrong;
      const message = note?.(typed.trim()) ?? '';
      return message === '' ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  return text?.trim();
}
