/** What a field of a template holds; `long` ones take several lines. A secret one is masked and never kept in a draft. */
type FieldKind = 'plain' | 'secret' | 'longPlain' | 'longSecret' | 'number' | 'boolean';

export interface TemplateField {
  /** Its key in the JSON object. */
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly start?: string;
  readonly placeholder?: string;
  /** Rarely needed: folded away at first. */
  readonly folded?: true;
}

export interface Template {
  readonly id: string;
  readonly label: string;
  readonly about: string;
  /** `fields`: a JSON object of these fields; `pairs`: one of any keys; `text`: one text; `file`: the bytes of a file. */
  readonly form: 'fields' | 'pairs' | 'text' | 'file';
  readonly fields: readonly TemplateField[];
  /** Fields that always hold the same. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** What else belongs to it: a key pair that can be generated, or a certificate that must belong to its key. */
  readonly special?: 'keyPair' | 'certificate';
}

const plain = (key: string, label: string, placeholder = ''): TemplateField => ({ key, label, kind: 'plain', required: true, placeholder });
const secret = (key: string, label: string): TemplateField => ({ key, label, kind: 'secret', required: true });
const optional = (field: TemplateField): TemplateField => ({ ...field, required: false });
const folded = (field: TemplateField): TemplateField => ({ ...field, required: false, folded: true });

const host = plain('host', 'Host', 'db.example.com');
const username = plain('username', 'User name');
const password = secret('password', 'Password');
const port = (start: string): TemplateField => ({ key: 'port', label: 'Port', kind: 'number', required: false, start });
const dbname = optional(plain('dbname', 'Database name'));
const masterarn = plain('masterarn', 'ARN of the admin secret', 'arn:aws:secretsmanager:…');
const instance = folded(plain('dbInstanceIdentifier', 'DB instance identifier'));
const cluster = folded(plain('dbClusterIdentifier', 'DB cluster identifier'));
const alternating = folded({ ...masterarn, label: 'ARN of the admin secret, for alternating users' });

// The JSON that AWS's rotation functions read, key for key and type for type: "JSON structure of AWS Secrets Manager secrets".
const databases: readonly Template[] = [
  database('postgres', 'PostgreSQL database', '5432', { ...dbname, placeholder: 'postgres' }),
  database('mysql', 'MySQL database', '3306'),
  database('mariadb', 'MariaDB database', '3306'),
  database('oracle', 'Oracle database', '1521', { ...dbname, required: true }),
  database('sqlserver', 'SQL Server database', '1433', { ...dbname, placeholder: 'master' }),
  // A user of RDS for Db2 can't change a password of its own: the admin's secret is always needed.
  database('db2', 'Db2 database', '50000', dbname, [masterarn, instance, cluster]),
  database('mongo', 'MongoDB or DocumentDB', '27017', dbname, [
    { key: 'ssl', label: 'TLS', kind: 'boolean', required: false, start: 'true' },
    alternating,
    instance,
    cluster,
  ]),
  database('redshift', 'Redshift cluster', '5439', dbname, [alternating, cluster]),
  {
    ...database('redshift', 'Redshift Serverless', '5439', dbname, [alternating, folded(plain('namespaceName', 'Namespace name'))]),
    id: 'redshift-serverless',
  },
  {
    id: 'elasticache',
    label: 'ElastiCache user',
    about: 'The keys that ElastiCache’s rotation function reads.',
    form: 'fields',
    fields: [username, password, optional(plain('user_arn', 'ARN of the user', 'arn:aws:elasticache:…'))],
  },
];

/** What a new secret may be, in the order in which it is offered. */
export const templates: readonly Template[] = [
  { id: 'pairs', label: 'Key/value', about: 'Any keys, stored as a JSON object.', form: 'pairs', fields: [] },
  { id: 'text', label: 'Plain text', about: 'One text, stored as it is.', form: 'text', fields: [] },
  { id: 'file', label: 'Binary file', about: 'The bytes of a file of at most 65,536 bytes.', form: 'file', fields: [] },
  {
    id: 'api-key',
    label: 'API key',
    about: 'A key, and where it is used.',
    form: 'fields',
    fields: [secret('api_key', 'API key'), optional(plain('endpoint', 'Endpoint', 'https://api.example.com'))],
  },
  {
    id: 'basic-auth',
    label: 'User name and password',
    about: 'A sign-in with a user name and a password.',
    form: 'fields',
    fields: [username, password],
  },
  {
    id: 'oauth-client',
    label: 'OAuth client',
    about: 'A client that signs in with its ID and secret.',
    form: 'fields',
    fields: [
      plain('client_id', 'Client ID'),
      secret('client_secret', 'Client secret'),
      optional(plain('token_url', 'Token URL', 'https://login.example.com/oauth2/token')),
      optional(plain('scope', 'Scope')),
    ],
  },
  {
    id: 'ssh-key',
    label: 'SSH key pair',
    about: 'A private key without a passphrase, and its public key.',
    form: 'fields',
    special: 'keyPair',
    fields: [
      { key: 'private_key', label: 'Private key', kind: 'longSecret', required: true },
      { key: 'public_key', label: 'Public key', kind: 'longPlain', required: false },
      optional(username),
    ],
  },
  {
    id: 'tls-certificate',
    label: 'TLS certificate',
    about: 'A certificate in PEM form with its key. They must belong together.',
    form: 'fields',
    special: 'certificate',
    fields: [
      { key: 'certificate', label: 'Certificate', kind: 'longPlain', required: true },
      { key: 'private_key', label: 'Private key', kind: 'longSecret', required: true },
      { key: 'chain', label: 'Chain', kind: 'longPlain', required: false },
    ],
  },
  ...databases,
];

export const isSecretField = ({ kind }: TemplateField): boolean => kind === 'secret' || kind === 'longSecret';

function database(engine: string, label: string, startPort: string, name = dbname, more = [alternating, instance, cluster]): Template {
  return {
    id: engine,
    label,
    about: 'The keys that AWS’s rotation functions read.',
    form: 'fields',
    fixed: { engine },
    fields: [host, username, password, name, port(startPort), ...more],
  };
}
