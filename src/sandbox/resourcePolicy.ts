import * as z from 'zod';
import { AwsError } from './awsError.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const principal = z.union([z.literal('*'), z.record(z.string(), oneOrMore)]);

const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.unknown()).optional(),
});

const policySchema = z.object({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Statement: z.union([statement, z.array(statement).min(1)]),
});

export type Policy = { statements: readonly z.infer<typeof statement>[] };

/** Reads a policy, or refuses it as malformed. The sandbox keeps policies and evaluates none. */
export function readPolicy(text: string): Policy {
  const parsed = policySchema.safeParse(parseJson(text));
  if (!parsed.success) throw malformed('This resource policy contains a syntax error.');
  return { statements: [parsed.data.Statement].flat() };
}

/** What is missing from a policy that can be read. */
export function findPolicyProblems(policy: Policy): string[] {
  return policy.statements.flatMap((each, index) => [
    ...((each.Principal ?? each.NotPrincipal) ? [] : [`Statement ${index + 1} is missing a Principal.`]),
    ...((each.Action ?? each.NotAction) ? [] : [`Statement ${index + 1} is missing an Action.`]),
    ...((each.Resource ?? each.NotResource) ? [] : [`Statement ${index + 1} is missing a Resource.`]),
  ]);
}

/** Whether some statement lets anyone in without a condition. */
export function isPublicPolicy(policy: Policy): boolean {
  return policy.statements.some(
    (each) =>
      each.Effect === 'Allow' &&
      Object.keys(each.Condition ?? {}).length === 0 &&
      (each.NotPrincipal !== undefined || isAnyone(each.Principal)),
  );
}

function isAnyone(who: z.infer<typeof principal> | undefined): boolean {
  if (who === undefined || who === '*') return who === '*';
  return [who['AWS'] ?? []].flat().includes('*');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('This resource policy contains invalid Json');
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}
