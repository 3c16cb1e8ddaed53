import { describeDeleting } from './suite/deleting.ts';
import { describeListing } from './suite/listing.ts';
import { describePolicies } from './suite/policies.ts';
import { describeReplication } from './suite/replication.ts';
import { describeRotation } from './suite/rotation.ts';
import { createSuite } from './suite/suite.ts';
import type { Target } from './suite/suite.ts';
import { describeVersions } from './suite/versions.ts';
import { describeWriting } from './suite/writing.ts';

const parts = {
  writing: describeWriting,
  versions: describeVersions,
  deleting: describeDeleting,
  listing: describeListing,
  policies: describePolicies,
  rotation: describeRotation,
  replication: describeReplication,
};

/**
 * What any Secrets Manager endpoint has to do, as the service documents it. An
 * emulator that is known to lack a part can name it.
 */
export function describeSecretsManager(target: () => Target, options: { without?: readonly (keyof typeof parts)[] } = {}): void {
  const suite = createSuite(target);
  const lacking: readonly string[] = options.without ?? [];
  for (const [name, describePart] of Object.entries(parts)) {
    if (!lacking.includes(name)) describePart(suite);
  }
}
