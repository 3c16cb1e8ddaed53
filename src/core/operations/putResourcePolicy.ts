import * as z from 'zod';
import { CustodyError } from '../errors.ts';
import { resourcePolicy } from '../limits.ts';
import { defineOperation, type OperationContext } from '../operation.ts';
import { quoted, word } from '../outputText.ts';
import { isSamePolicy, policyDifference, policyWarnings } from '../policyDifference.ts';
import { isAboutEveryone } from '../policyFindings.ts';
import { whichSecret } from './arguments.ts';
import { describePrimary } from './describePrimary.ts';

export const putResourcePolicy = defineOperation({
  name: 'put_resource_policy',
  title: 'Change Resource Policy',
  description: 'Replaces the resource policy of a secret, once AWS has validated it and the person has confirmed it.',
  api: 'PutResourcePolicy',
  risk: 'write',
  needs: 'write',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'form',
  toolset: 'policy',
  input: z.strictObject({ ...whichSecret, policy: resourcePolicy, allow_public: z.boolean().optional() }),
  personArguments: ['allow_public'],
  overwrites: () => true,
  async precondition(context, input) {
    const { service, signal, account } = context;
    const before = await describePrimary(context, input.secret_id);
    const { arn = input.secret_id, secret } = before;
    const { findings, passed } = await service.validateResourcePolicy(input.policy, signal, arn);
    // What the person has let pass is the width alone: whatever else was found still counts.
    const counted = input.allow_public === true ? findings.filter((finding) => !isAboutEveryone(finding)) : findings;
    if (counted.length > 0 || (!passed && findings.length === 0)) {
      const found = counted.map(({ check, message }) => `${word(check)}: ${quoted(message)}`).join(' ') || 'AWS gave no reason.';
      throw new CustodyError(
        'invalid_input',
        `The policy for ${secret?.name ?? input.secret_id} in account ${account} did not pass AWS's validation, so it was not stored. ${found}`,
        'Correct the policy and try again.',
      );
    }
    const [{ policy }, caller] = await Promise.all([service.getResourcePolicy(arn, signal), whoCalls(context)]);
    return { ...before, state: { ...before.state, policy, caller } };
  },
  effect: (input, { secret, state }) => {
    const name = secret?.name ?? input.secret_id;
    return {
      headline: `Change the resource policy of ${name}`,
      consequences: [
        ...policyWarnings(input.policy, textOf(state['caller'])),
        ...policyDifference(textOf(state['policy']), input.policy),
        input.allow_public === true
          ? 'WARNING: AWS is told not to block it, however many it lets in.'
          : 'AWS is asked to refuse it if it lets in too many.',
      ],
      acceptLabel: 'Change',
      ...(input.allow_public === true ? { typeToConfirm: name } : {}),
    };
  },
  async run({ service, signal }, input, { arn = input.secret_id }) {
    const { policy, allow_public: allowPublic = false } = input;
    return service.putResourcePolicy({ secretId: arn, policy, blockPublicPolicy: !allowPublic }, signal);
  },
  async settle({ service, signal }, input, { arn = input.secret_id }) {
    const found = await service.getResourcePolicy(arn, signal);
    return isSamePolicy(found.policy, input.policy) ? { arn: found.arn } : undefined;
  },
  toAgent: ({ arn }) => `Stored.\narn: ${word(arn)}`,
});

/** Whom a Deny could lock out. */
async function whoCalls({ service, signal }: OperationContext): Promise<string> {
  const { arn } = await service.getCallerIdentity(signal, { oncePerSignIn: true });
  // Credentials that are fetched anew while the question is open may name another session of the same role.
  return arn.replace(/(:assumed-role\/[^/]+)\/.*$/, '$1');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
