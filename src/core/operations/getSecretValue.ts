import * as z from 'zod';
import { fieldLines } from '../fieldLines.ts';
import { versionId, versionStage } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import { labels, word } from '../outputText.ts';
import { secretFields } from '../secretFields.ts';
import { whichSecret } from './arguments.ts';

export const getSecretValue = defineOperation({
  name: 'get_secret_value',
  title: 'Get Secret Value',
  description: 'Opens a secret for the person to see; the agent gets its keys, lengths and a reference, never the value.',
  api: 'GetSecretValue',
  risk: 'reveal',
  needs: 'use',
  target: 'secret',
  appliesTo: ['secret'],
  palette: 'form',
  input: z.strictObject({ ...whichSecret, version_id: versionId.optional(), version_stage: versionStage.optional() }),
  async run({ service, signal, caller, account, region, showSecret }, input) {
    const found = await service.getSecretValue(
      {
        secretId: input.secret_id,
        ...(input.version_id === undefined ? {} : { versionId: input.version_id }),
        ...(input.version_stage === undefined ? {} : { versionStage: input.version_stage }),
      },
      signal,
    );
    const shown = caller.kind === 'agent' && showSecret({ account, region, arn: found.arn, name: found.name }, caller.claimedName);
    return { ...found, fields: secretFields(found.value), shown };
  },
  toAgent: ({ name, arn, versionId: version, stages, fields, shown, value }) => {
    const described = fieldLines(arn, fields, value.encoding);
    const panel = shown ? 'The person now sees the secret in its panel, hidden until they reveal it.' : 'No window is open to show it in.';
    return [`${word(name)} version ${word(version)} ${labels(stages)}`, ...described, panel].join('\n');
  },
});
