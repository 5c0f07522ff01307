import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mustRun } from './command.ts';
import { inlinedIn } from './inlined.ts';
import { pnpm } from './pnpm.ts';
import { conclude, isProgram } from './report.ts';
import { checkout, type Manifest, publicPackages, readJson, type WorkspacePackage } from './workspace.ts';

/** The parts of a CycloneDX 1.6 document that are checked. */
export interface Bom {
  readonly specVersion: string;
  readonly metadata: {
    readonly component: { readonly group?: string; readonly name: string; readonly version: string };
  };
  readonly components?: readonly Component[];
}

/** One package of a bill of materials. */
export interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly unknown[];
  readonly externalReferences?: readonly { readonly type: string; readonly hashes?: readonly unknown[] }[];
}

const fullName = ({ group, name }: { readonly group?: string; readonly name: string }): string =>
  group === undefined ? name : `${group}/${name}`;

/** The code that packages of ours have inside, by their name: no lockfile tells a user of it. */
export type InlinedComponents = ReadonlyMap<string, readonly Component[]>;

/** What is inside of the package of a bill of materials, and of those of ours that it lists. */
export const insideOf = (bom: Bom, inlined: InlinedComponents): readonly Component[] => {
  const found = [bom.metadata.component, ...(bom.components ?? [])].flatMap((one) => inlined.get(fullName(one)) ?? []);
  return [...new Map(found.map((one) => [fullName(one), one])).values()];
};

/** The bill of materials with what is inside too. */
export const withInlined = (bom: Bom, inlined: InlinedComponents): Bom => {
  const known = new Set((bom.components ?? []).map(fullName));
  const added = insideOf(bom, inlined).filter((one) => !known.has(fullName(one)));
  return added.length === 0 ? bom : { ...bom, components: [...(bom.components ?? []), ...added] };
};

/** What is missing from a package's bill of materials, or should not be in it. */
export const bomFaults = (bom: Bom, manifest: Manifest, inside: readonly string[] = []): readonly string[] => {
  const components = new Map((bom.components ?? []).map((one) => [fullName(one), one]));
  const own = manifest.name;
  const shipped = [...Object.keys(manifest.dependencies ?? {}), ...inside];
  const tools = Object.keys(manifest.devDependencies ?? {}).filter(
    (name) => !shipped.includes(name) && !(name in (manifest.peerDependencies ?? {})),
  );
  const foreign = [...components.values()].filter((one) => one.group !== '@plumbline');
  return [
    ...(bom.specVersion === '1.6' ? [] : [`${own}: the SBOM is CycloneDX ${bom.specVersion}, not 1.6`]),
    ...(fullName(bom.metadata.component) === own
      ? []
      : [`${own}: the SBOM describes ${fullName(bom.metadata.component)}`]),
    ...shipped.filter((name) => !components.has(name)).map((name) => `${own}: the SBOM misses ${name}`),
    ...tools
      .filter((name) => components.has(name))
      .map((name) => `${own}: the SBOM lists the development tool ${name}`),
    ...foreign
      .filter(({ licenses = [] }) => licenses.length === 0)
      .map((one) => `${own}: ${fullName(one)} states no licence`),
    ...foreign
      .filter(({ externalReferences = [] }) => !externalReferences.some(({ hashes = [] }) => hashes.length > 0))
      .map((one) => `${own}: ${fullName(one)} has no hash in the SBOM`),
  ];
};

const FORMAT = ['--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6', '--exclude-peers', '--split'] as const;

/** Has pnpm write a document for each of the packages, and reads them by file. */
const documents = async (
  root: string,
  folder: string,
  packages: readonly WorkspacePackage[],
  more: readonly string[],
): Promise<ReadonlyMap<string, Bom>> => {
  const filters = packages.flatMap(({ manifest }) => ['--filter', manifest.name]);
  await mustRun(pnpm(), [...filters, 'sbom', ...FORMAT, ...more, '--out', path.join(folder, '%s-%v.cdx.json')], {
    cwd: root,
  });
  const files = readdirSync(folder).filter((name) => name.endsWith('.cdx.json'));
  return new Map(files.map((name) => [path.join(folder, name), readJson(path.join(folder, name)) as Bom]));
};

/** What pnpm knows of the packages that are inside of others of ours: there they are development tools. */
const inlinedComponents = async (root: string, packages: readonly WorkspacePackage[]): Promise<InlinedComponents> => {
  const found = new Map<string, readonly Component[]>();
  for (const one of packages) {
    const inside = inlinedIn(one.folder);
    if (inside.length === 0) continue;
    const folder = mkdtempSync(path.join(tmpdir(), 'plumbline sbom '));
    try {
      const [bom] = (await documents(root, folder, [one], [])).values();
      const isInside = (known: Component): boolean =>
        inside.some(({ name, version }) => name === fullName(known) && version === known.version);
      found.set(one.manifest.name, bom?.components?.filter(isInside) ?? []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return found;
};

/**
 * Writes one CycloneDX document per public package into `folder`, from the lockfile and from what builds put inside, and
 * checks each.
 */
export const writeSboms = async (root: string, folder: string): Promise<readonly string[]> => {
  mkdirSync(folder, { recursive: true });
  const packages = publicPackages(root);
  const inlined = await inlinedComponents(root, packages);
  const boms = new Map<string, Bom>();
  for (const [file, bom] of await documents(root, folder, packages, ['--prod'])) {
    const whole = withInlined(bom, inlined);
    if (whole !== bom) writeFileSync(file, `${JSON.stringify(whole, undefined, 2)}\n`);
    boms.set(fullName(bom.metadata.component), whole);
  }
  return packages.flatMap(({ manifest }) => {
    const bom = boms.get(manifest.name);
    if (bom === undefined) return [`${manifest.name}: no SBOM was written`];
    return bomFaults(bom, manifest, insideOf(bom, inlined).map(fullName));
  });
};

if (isProgram(import.meta.filename)) {
  const faults = await writeSboms(checkout, path.join(checkout, 'packages/repo/temp/sbom'));
  conclude('sbom', { faults, count: publicPackages(checkout).length });
}
