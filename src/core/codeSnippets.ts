import { arnPattern, formatReference, namePattern } from './reference.ts';

/** The secret a snippet is for. */
interface SnippetSecret {
  readonly name: string;
  readonly region: string;
}

/** Code that reads a secret when it runs. It holds the secret's name and no value. */
export interface CodeSnippet {
  readonly label: string;
  readonly description: string;
  readonly write: (secret: SnippetSecret) => string;
}

export const codeSnippets: readonly CodeSnippet[] = [
  {
    label: 'TypeScript',
    description: 'AWS SDK for JavaScript v3',
    write: ({ name, region }) => `import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secretsManager = new SecretsManagerClient({ region: ${inTypeScript(region)} });
const { SecretString: secret } = await secretsManager.send(new GetSecretValueCommand({ SecretId: ${inTypeScript(name)} }));
`,
  },
  {
    label: 'Python',
    description: 'boto3',
    write: ({ name, region }) => `import boto3

secrets_manager = boto3.client("secretsmanager", region_name=${inPython(region)})
secret = secrets_manager.get_secret_value(SecretId=${inPython(name)})["SecretString"]
`,
  },
  {
    label: 'Terraform',
    description: 'Data source; the value ends up in the state',
    write: ({ name }) => {
      const label = labelOf(name);
      return `data "aws_secretsmanager_secret" "${label}" {
  name = ${inTerraform(name)}
}

data "aws_secretsmanager_secret_version" "${label}" {
  secret_id = data.aws_secretsmanager_secret.${label}.id
}
`;
    },
  },
  {
    label: 'CloudFormation',
    description: 'Dynamic reference',
    write: ({ name }) => `${inYaml(formatReference(name))}\n`,
  },
];

/** Whether a reference can hold the name: one with colons or braces would end it or mean another secret. */
export function canBeReferenced(secretId: string): boolean {
  return namePattern.test(secretId) || arnPattern.test(secretId);
}

// Whatever a name holds, a string in code shows it in ASCII: nothing unseen, nothing that reads the other way round.
const unusual = /[^\x20-\x7e]/gu;
const hex = (char: string, digits: number): string => (char.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');
const longOrShort = (char: string): string =>
  char.length > 1 || (char.codePointAt(0) ?? 0) > 0xffff ? `\\U${hex(char, 8)}` : `\\u${hex(char, 4)}`;

function inTypeScript(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(unusual, (char) => `\\u{${hex(char, 1)}}`)}'`;
}

function inPython(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(unusual, longOrShort)}"`;
}

/** In HCL `${` and `%{` start an expression, and doubling the sign takes that away. */
function inTerraform(text: string): string {
  return `"${text
    .replace(/[\\"]/g, '\\$&')
    .replace(/[$%](?=\{)/g, (sign) => sign + sign)
    .replace(unusual, longOrShort)}"`;
}

/** In single quotes, in which YAML knows one escape. Unusual characters can't be a name's and are left out. */
function inYaml(text: string): string {
  return `'${text.replaceAll("'", "''").replace(unusual, '')}'`;
}

/** A name for a block: letters, digits and underscores, and no digit first. */
function labelOf(name: string): string {
  const words = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return words === '' ? 'secret' : /^\d/.test(words) ? `_${words}` : words;
}
