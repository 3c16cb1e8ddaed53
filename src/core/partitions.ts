/** A part of AWS with its own accounts, hosts and regions; roles and regions never mix across two. */
export interface Partition {
  /** As it stands in ARNs. */
  readonly name: string;
  /** What tells its regions from those of others. */
  readonly prefix: RegExp;
  readonly dnsSuffix: string;
  /** The first is where an account without a region of its own starts. */
  readonly regions: readonly [string, ...string[]];
}

const everywhereElse: Partition = {
  name: 'aws',
  prefix: /^/,
  dnsSuffix: 'amazonaws.com',
  regions: [
    'us-east-1',
    'us-east-2',
    'us-west-2',
    'eu-west-1',
    'eu-central-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'us-west-1',
    'ca-central-1',
    'ca-west-1',
    'mx-central-1',
    'sa-east-1',
    'eu-west-2',
    'eu-west-3',
    'eu-central-2',
    'eu-north-1',
    'eu-south-1',
    'eu-south-2',
    'il-central-1',
    'me-central-1',
    'me-south-1',
    'af-south-1',
    'ap-east-1',
    'ap-east-2',
    'ap-south-1',
    'ap-south-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
    'ap-northeast-2',
    'ap-northeast-3',
  ],
};

// From the SDK's own partitions table. The last takes every region that none before it does.
export const partitions: readonly Partition[] = [
  { name: 'aws-cn', prefix: /^cn-/, dnsSuffix: 'amazonaws.com.cn', regions: ['cn-north-1', 'cn-northwest-1'] },
  { name: 'aws-us-gov', prefix: /^us-gov-/, dnsSuffix: 'amazonaws.com', regions: ['us-gov-west-1', 'us-gov-east-1'] },
  { name: 'aws-iso', prefix: /^us-iso-/, dnsSuffix: 'c2s.ic.gov', regions: ['us-iso-east-1', 'us-iso-west-1'] },
  { name: 'aws-iso-b', prefix: /^us-isob-/, dnsSuffix: 'sc2s.sgov.gov', regions: ['us-isob-east-1', 'us-isob-west-1'] },
  { name: 'aws-iso-e', prefix: /^eu-isoe-/, dnsSuffix: 'cloud.adc-e.uk', regions: ['eu-isoe-west-1'] },
  { name: 'aws-iso-f', prefix: /^us-isof-/, dnsSuffix: 'csp.hci.ic.gov', regions: ['us-isof-south-1', 'us-isof-east-1'] },
  { name: 'aws-eusc', prefix: /^eusc-/, dnsSuffix: 'amazonaws.eu', regions: ['eusc-de-east-1'] },
  everywhereElse,
];

export function partitionOfRegion(region: string): Partition {
  return partitions.find(({ prefix }) => prefix.test(region)) ?? everywhereElse;
}

/** The partition an ARN names; undefined where it names none that is known. */
export function partitionOfArn(arn: string): Partition | undefined {
  const name = arn.split(':')[1];
  return partitions.find((partition) => partition.name === name);
}
