import type * as z from 'zod';
import { AwsError } from './awsError.ts';

/** Says what is wrong with an input in the words of the service's own validation. */
export function validationError(error: z.ZodError, input: unknown): AwsError {
  const wrongType = error.issues.find((issue) => issue.code === 'invalid_type' && valueAt(input, issue.path) !== undefined);
  if (wrongType) {
    return new AwsError('SerializationException', `Unexpected type at '${memberPath(wrongType.path)}'`);
  }
  const custom = error.issues.find((issue) => issue.code === 'custom');
  if (custom && error.issues.length === 1) return new AwsError('ValidationException', custom.message);

  const details = error.issues.map((issue) => describeIssue(issue, input));
  const errors = details.length === 1 ? 'error' : 'errors';
  return new AwsError('ValidationException', `${details.length} validation ${errors} detected: ${details.join('; ')}`);
}

// The value itself is left out: it may be a secret.
function describeIssue(issue: z.core.$ZodIssue, input: unknown): string {
  const missing = valueAt(input, issue.path) === undefined;
  const subject = `${missing ? 'Value null' : 'Value'} at '${memberPath(issue.path)}'`;
  return `${subject} failed to satisfy constraint: ${missing ? 'Member must not be null' : constraint(issue)}`;
}

function constraint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'too_small':
      return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${issue.pattern ?? issue.format}`;
    default:
      return issue.message;
  }
}

function measure(origin: string): string {
  return origin === 'number' || origin === 'int' ? 'value' : 'length';
}

function memberPath(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `${part + 1}.member` : lowerFirst(String(part)))).join('.');
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined), input);
}
