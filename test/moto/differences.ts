/** A test of the contract suite that moto fails because it is not as the service is documented. */
export type Difference = {
  readonly operation: string;
  /** The full title of the test. */
  readonly test: string;
  /** What the documentation of the service says. */
  readonly documentation: string;
  /** Part of how the test fails on moto, so that no other failure hides behind the entry. */
  readonly failure: string;
};

const accepted = 'Missing expected rejection';
const unanswered = 'Unexpected token';

/** Where moto and the documentation part; an entry that no longer holds fails the run. */
export const differences: readonly Difference[] = [
  {
    operation: 'CreateSecret',
    test: 'creating refuses a text and a binary value at once',
    documentation: 'Either SecretString or SecretBinary must have a value, but not both.',
    failure: accepted,
  },
  {
    operation: 'CreateSecret',
    test: 'deleting keeps the name of what is scheduled for deletion taken',
    documentation: 'InvalidRequestException: a possible cause is that the secret is scheduled for deletion.',
    failure: 'ResourceExistsException',
  },
  {
    operation: 'PutSecretValue',
    test: 'deleting refuses to put a value into what is scheduled for deletion',
    documentation: 'InvalidRequestException: a possible cause is that the secret is scheduled for deletion.',
    failure: accepted,
  },
  {
    operation: 'DescribeSecret',
    test: 'finding shows the last access as a day without a time',
    documentation:
      'LastAccessedDate is the date that the secret was last accessed in the Region, and is omitted only if it has never been retrieved there.',
    failure: '1 !== 0',
  },
  {
    operation: 'DescribeSecret',
    test: 'deleting describes a deletion with the time of the request, not with the end of the window',
    documentation:
      'Of ListSecrets: DeletedDate is the date and time the deletion of the secret occurred. Recorded answers have the request’s.',
    failure: 'the date is not that of the request',
  },
  {
    operation: 'UpdateSecret',
    test: 'replication takes a KMS key for a replica, which is its own, and nothing else with it',
    documentation: 'A replica secret can’t be updated independently from its primary secret, except for its encryption key.',
    failure: 'Operation not permitted on a replica secret',
  },
  {
    operation: 'UpdateSecretVersionStage',
    test: 'versions takes at most 20 labels over all versions of a secret',
    documentation: 'Quota: 20 staging labels attached across all versions of a secret.',
    failure: accepted,
  },
  {
    operation: 'DescribeSecret',
    test: 'versions describes only the versions with a label',
    documentation: 'VersionIdsToStages is a list of the versions of the secret that have staging labels attached.',
    failure: '3 !== 2',
  },
  {
    operation: 'ListSecretVersionIds',
    test: 'versions lists a version without a label only when asked',
    documentation: "IncludeDeprecated: by default, versions without staging labels aren't included.",
    failure: '3 !== 2',
  },
  {
    operation: 'UpdateSecretVersionStage',
    test: 'moving labels takes AWSCURRENT back to the version before and leaves AWSPREVIOUS where it came from',
    documentation:
      "GetSecretValue: if you don't specify either a VersionStage or VersionId, Secrets Manager returns the AWSCURRENT version. After the move, moto still returns the version put last.",
    failure: "'two' !== 'one'",
  },
  {
    operation: 'UpdateSecretVersionStage',
    test: 'moving labels never leaves a secret without AWSCURRENT',
    documentation: 'The user guide, on versions: a secret always has a version labeled AWSCURRENT.',
    failure: accepted,
  },
  {
    operation: 'BatchGetSecretValue',
    test: 'reading several at once refuses neither ids nor filters',
    documentation: 'You must include Filters or SecretIdList, but not both.',
    failure: accepted,
  },
  {
    operation: 'ListSecrets',
    test: 'listing sorts by name, either way',
    documentation: 'SortBy: if not specified, secrets are listed by CreatedDate. SortOrder: asc or desc.',
    failure: 'Expected values to be strictly deep-equal',
  },
  {
    operation: 'ListSecrets',
    test: 'listing refuses a page of none and of more than 100',
    documentation: 'MaxResults: minimum value of 1, maximum value of 100.',
    failure: accepted,
  },
  {
    operation: 'PutResourcePolicy',
    test: 'resource policies are refused when they are not a policy',
    documentation: 'MalformedPolicyDocumentException: the resource policy has syntax errors.',
    failure: accepted,
  },
  {
    operation: 'PutResourcePolicy',
    test: 'resource policies that let everyone in are refused when asked to',
    documentation:
      'PublicPolicyException: the BlockPublicPolicy parameter is set to true, and the resource policy did not prevent broad access to the secret.',
    failure: accepted,
  },
  {
    operation: 'ValidateResourcePolicy',
    test: 'resource policies can be checked without being kept',
    documentation: 'Validates that a resource policy does not grant a wide range of principals access. moto does not have the operation.',
    failure: unanswered,
  },
  {
    operation: 'RotateSecret',
    test: 'rotation needs a function',
    documentation:
      "InvalidRequestException: a possible cause is to enable rotation on a secret that doesn't already have a Lambda function ARN configured without an ARN in the call.",
    failure: accepted,
  },
  {
    operation: 'RotateSecret',
    test: 'rotation makes a new value current, keeps the old as previous, and says when the next is due',
    documentation:
      'The operation immediately starts a rotation, by the Lambda function. moto runs no function and takes the empty pending version for the current one.',
    failure: "can't find the specified secret value for staging label: AWSCURRENT",
  },
  {
    operation: 'RotateSecret',
    test: 'rotation can be set up without rotating yet',
    documentation: 'A rate() expression in ScheduleExpression defines the schedule. moto knows AutomaticallyAfterDays only.',
    failure: 'false !== true',
  },
  {
    operation: 'RotateSecret',
    test: 'rotation refuses two schedules at once, and one shorter than four hours',
    documentation: 'Set AutomaticallyAfterDays or ScheduleExpression, but not both; a secret can be rotated as often as every four hours.',
    failure: accepted,
  },
  {
    operation: 'RotateSecret',
    test: 'rotation refuses a window that runs into the next one or into the next day',
    documentation: 'Duration: the window must not extend into the next rotation window or the next UTC day.',
    failure: accepted,
  },
  {
    operation: 'RotateSecret',
    test: 'rotation is refused while a version that is not current has AWSPENDING, and goes on once the label is removed',
    documentation:
      'If the AWSPENDING staging label is present but not attached to the same version as AWSCURRENT, then any later invocation of RotateSecret assumes that a previous rotation request is still in progress and returns an error.',
    failure: accepted,
  },
  {
    operation: 'RotateSecret',
    test: 'rotation is one rotation when it is asked for twice with the same token',
    documentation:
      'ClientRequestToken prevents the accidental creation of duplicate versions if there are failures and retries during a rotation. moto runs no function and takes the empty pending version for the current one.',
    failure: "can't find the specified secret value for staging label: AWSCURRENT",
  },
  {
    operation: 'CancelRotateSecret',
    test: 'rotation is switched off by cancelling and keeps showing its schedule',
    documentation: 'NextRotationDate: if rotation has been disabled, Secrets Manager returns null.',
    failure: '- undefined',
  },
  {
    operation: 'StopReplicationToReplica',
    test: 'replication makes a secret of its own of a replica that stops replicating',
    documentation: 'Promotes the replica to a primary secret in the replica Region. moto does not have the operation.',
    failure: unanswered,
  },
  {
    operation: 'ReplicateSecretToRegions',
    test: 'replication answers before it knows what becomes of a replica, which a look afterwards tells',
    documentation: 'The example of the API reference answers with the status InProgress. moto replicates before it answers.',
    failure: 'InSync',
  },
  {
    operation: 'DescribeSecret',
    test: 'replication says for each replica when it was last read in its region, and nothing before',
    documentation:
      'ReplicationStatusType: LastAccessedDate is the date that the secret was last accessed in the Region. moto leaves it out.',
    failure: 'falsy value',
  },
  {
    operation: 'RemoveRegionsFromReplication',
    test: 'replication refuses to remove a region without a replica, and to promote what is none',
    documentation: 'InvalidParameterException: the parameter name or value is invalid.',
    failure: accepted,
  },
];
