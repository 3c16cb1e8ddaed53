import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { endpointsFor } from '../../src/aws/endpoints.ts';
import { regionName } from '../../src/core/account.ts';

// The SDK's own table. It is in no module that can be imported by name.
const inPackage = 'core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';
const table = join(dirname(dirname(import.meta.dirname)), 'node_modules', '@aws-sdk', ...inPackage.split('/'));
const shape = z.object({
  partitions: z.array(
    z.object({
      id: z.string(),
      outputs: z.object({ dnsSuffix: z.string() }),
      regions: z.record(z.string(), z.unknown()),
    }),
  ),
});

describe('the hosts of each region', () => {
  let partitions: z.infer<typeof shape>['partitions'];
  before(async () => {
    const text = await readFile(table, 'utf8');
    ({ partitions } = shape.parse(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))));
  });

  /** The regions of a partition; `aws-global` and its like are none that one calls. */
  const regionsOf = ({ regions }: (typeof partitions)[number]): readonly string[] =>
    Object.keys(regions).filter((name) => !name.endsWith('-global'));

  for (const service of ['secretsmanager', 'sts'] as const) {
    it(`are those of the SDK's table for ${service}, in every partition`, () => {
      const wrong = partitions.flatMap((partition) =>
        regionsOf(partition).filter(
          (region) => endpointsFor(undefined)(service, region) !== `https://${service}.${region}.${partition.outputs.dnsSuffix}`,
        ),
      );
      assert.deepEqual(wrong, []);
    });
  }

  it('are asked for every region of aws, aws-cn and aws-us-gov, each of which an account may name', () => {
    const counts = Object.fromEntries(partitions.map((partition) => [partition.id, regionsOf(partition).length]));
    assert.ok((counts['aws'] ?? 0) >= 30 && counts['aws-cn'] === 2 && counts['aws-us-gov'] === 2, JSON.stringify(counts));
    for (const region of partitions.flatMap(regionsOf)) assert.equal(regionName.safeParse(region).success, true, region);
  });

  it('control: a region in the wrong partition is found', () => {
    assert.notEqual(endpointsFor(undefined)('sts', 'cn-north-1'), 'https://sts.cn-north-1.amazonaws.com');
  });
});
