import { readdir, readFile } from 'node:fs/promises';

// Licences that ask for their text and notices to be passed on, and for nothing else.
const accepted = ['MIT', 'Apache-2.0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'CC-BY-4.0'];

/** What is read of esbuild's account of what it bundled. */
export interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>>;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly url: string;
  readonly owner: string;
  readonly hasLicence: boolean;
  readonly texts: readonly string[];
}

const opening = `Third-party notices

Custody is made with the packages below. Each keeps its own licence.
`;
const ruler = '='.repeat(80);

/**
 * What licences ask to be told of the packages inside the bundles, and of those whose files are `copied` as they are.
 * Throws when one has no text, or a licence that nobody has looked at.
 */
export async function composeNotices(metafiles: readonly Metafile[], copied: readonly string[]): Promise<string> {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])));
  const versions = await packagesOf(inputs);
  for (const folder of copied) versions.set(folder, undefined);
  const sorted = [...versions].sort(([a], [b]) => (a < b ? -1 : 1));
  const packages = await Promise.all(sorted.map(([folder, version]) => readPackage(folder, version)));
  const byText = Map.groupBy(packages, (each) => textOf(each, packages));
  return `${opening}\n${[...byText].map(([text, those]) => sectionOf(those, text)).join('\n')}`;
}

/** Folders of the packages that the files come from, with the version where it is not the folder's own. */
async function packagesOf(inputs: readonly string[]): Promise<Map<string, string | undefined>> {
  const versions = new Map<string, string | undefined>();
  for (const path of new Set(inputs)) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    if (folder === undefined) continue;
    versions.set(folder, undefined);
    for (const [inner, version] of await bundledInside(path)) if (!versions.has(inner)) versions.set(inner, version);
  }
  return versions;
}

const mark =
  /^\/\/#region \S*?(?:@(\d[\d.]*(?:-[a-z\d.]+)?)[^/\s]*\/)?node_modules\/((?:@[^/\s]+\/)?[^./\s][^/\s]*)\/(?!\S*node_modules\/)/gm;

// A package may hold files of others, bundled by its own authors. Without the marks that bundlers leave, ajv inside the
// MCP SDK would go unnamed.
async function bundledInside(path: string): Promise<readonly (readonly [string, string | undefined])[]> {
  const text = await readFile(path, 'utf8');
  return [...text.matchAll(mark)].map(([, version, name]) => [`node_modules/${name}`, version]);
}

async function readPackage(folder: string, bundledVersion: string | undefined): Promise<Package> {
  const {
    name,
    version,
    license,
    repository,
  }: { name: string; version: string; license: string; repository?: string | { readonly url?: string } } = JSON.parse(
    await readFile(`${folder}/package.json`, 'utf8'),
  );
  if (!accepted.includes(license)) throw new Error(`Look at the licence of ${name} before it ships: ${license}.`);
  const url = (typeof repository === 'string' ? `https://github.com/${repository}` : (repository?.url ?? '')).replace(/^git\+/, '');
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  return {
    name,
    version: bundledVersion ?? version,
    license,
    url,
    owner: /github\.com[/:]([^/]+)/i.exec(url)?.[1]?.toLowerCase() ?? '',
    hasLicence: files.some((file) => /^(licen[cs]e|copying)/i.test(file)),
    texts: await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8'))),
  };
}

/** The text that is passed on for a package. Some leave out the text that the others of their owner carry. */
function textOf({ name, license, owner, hasLicence, texts }: Package, packages: readonly Package[]): string {
  const sibling = packages.find((each) => each.hasLicence && each.owner === owner && each.license === license);
  const lent = hasLicence ? [] : (sibling?.texts.slice(0, 1) ?? []);
  if (!hasLicence && lent.length === 0) throw new Error(`No licence text was found for ${name}.`);
  return [...lent, ...texts].map((text) => text.trim()).join('\n\n');
}

function sectionOf(packages: readonly Package[], text: string): string {
  const heads = packages.map(({ name, version, license, url }) => `${name} ${version} (${license}) ${url}`.trim());
  return `${ruler}\n${heads.join('\n')}\n\n${text}\n`;
}
