import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import { canBeReferenced, codeSnippets } from '../../src/core/codeSnippets.ts';
import { findMentions } from '../../src/core/secretMentions.ts';

const hostile = 'a\\"\'`${x}%{y}\n\u202e\u2028😀';

function write(label: string, name: string, region = 'eu-west-1'): string {
  const snippet = codeSnippets.find((each) => each.label === label);
  assert.ok(snippet, label);
  return snippet.write({ name, region });
}

describe('codeSnippets', () => {
  it('read the secret with the AWS SDK v3 in TypeScript', () => {
    assert.equal(
      write('TypeScript', 'prod/db'),
      [
        "import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';",
        '',
        "const secretsManager = new SecretsManagerClient({ region: 'eu-west-1' });",
        "const { SecretString: secret } = await secretsManager.send(new GetSecretValueCommand({ SecretId: 'prod/db' }));",
        '',
      ].join('\n'),
    );
  });

  it('read it with boto3 in Python', () => {
    assert.equal(
      write('Python', 'prod/db'),
      [
        'import boto3',
        '',
        'secrets_manager = boto3.client("secretsmanager", region_name="eu-west-1")',
        'secret = secrets_manager.get_secret_value(SecretId="prod/db")["SecretString"]',
        '',
      ].join('\n'),
    );
  });

  it('read it in data sources in Terraform, named after it', () => {
    assert.equal(
      write('Terraform', 'prod/db'),
      [
        'data "aws_secretsmanager_secret" "prod_db" {',
        '  name = "prod/db"',
        '}',
        '',
        'data "aws_secretsmanager_secret_version" "prod_db" {',
        '  secret_id = data.aws_secretsmanager_secret.prod_db.id',
        '}',
        '',
      ].join('\n'),
    );
    assert.match(write('Terraform', '2024/db'), /"_2024_db"/);
    assert.match(write('Terraform', '///'), /" "secret" \{/);
  });

  it('refer to it in CloudFormation', () => {
    assert.equal(write('CloudFormation', 'prod/db'), "'{{resolve:secretsmanager:prod/db:SecretString}}'\n");
  });

  it('hold a hostile name as the text it is in TypeScript', () => {
    const text = write('TypeScript', hostile);
    const [, literal = ''] = /SecretId: ('.*') \}/.exec(text) ?? [];
    // A parser of the language reads the name back.
    const read = transformSync(`x = ${literal}`, { minify: true, charset: 'utf8', target: 'es2020' }).code;
    assert.equal(transformSync(`x = ${JSON.stringify(hostile)}`, { minify: true, charset: 'utf8', target: 'es2020' }).code, read);
  });

  it('hold a hostile name as the text it is in the other languages', () => {
    assert.ok(write('Python', hostile).includes('SecretId="a\\\\\\"\'`${x}%{y}\\u000a\\u202e\\u2028\\U0001f600")'));
    assert.ok(write('Terraform', hostile).includes('name = "a\\\\\\"\'`$${x}%%{y}\\u000a\\u202e\\u2028\\U0001f600"'));
    assert.ok(write('CloudFormation', "it's").includes("it''s"));
  });

  it('hold no character that is unseen or not ASCII, whatever the name and region', () => {
    for (const { label } of codeSnippets) assert.match(write(label, hostile, hostile), /^[\x20-\x7e\n]*$/, label);
  });

  it('mention the secret in a form that is found again', () => {
    for (const label of ['TypeScript', 'Python', 'CloudFormation'])
      assert.deepEqual(
        findMentions(write(label, 'prod/db')).map((each) => each.kind !== 'malformed' && each.secretId),
        ['prod/db'],
        label,
      );
  });
});

describe('canBeReferenced', () => {
  it('takes names and ARNs of Secrets Manager, and nothing that would end a reference', () => {
    for (const id of ['prod/db', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf'])
      assert.equal(canBeReferenced(id), true, id);
    for (const id of ['', 'a}}', 'a:b', 'a b', 'arn:aws:s3:::bucket', 'a\n']) assert.equal(canBeReferenced(id), false, id);
  });
});
