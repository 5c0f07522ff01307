import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { mustRun } from './command.ts';
import { pnpm } from './pnpm.ts';
import { conclude, isProgram } from './report.ts';
import { checkout, type Manifest, publicPackages, readJson } from './workspace.ts';

/** The parts of a CycloneDX 1.6 document that are checked. */
export interface Bom {
  readonly specVersion: string;
  readonly metadata: {
    readonly component: { readonly group?: string; readonly name: string; readonly version: string };
  };
  readonly components?: readonly Component[];
}

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly unknown[];
  readonly externalReferences?: readonly { readonly type: string; readonly hashes?: readonly unknown[] }[];
}

const fullName = ({ group, name }: { readonly group?: string; readonly name: string }): string =>
  group === undefined ? name : `${group}/${name}`;

/** What is missing from a package's bill of materials, or should not be in it. */
export const bomFaults = (bom: Bom, manifest: Manifest): readonly string[] => {
  const components = new Map((bom.components ?? []).map((one) => [fullName(one), one]));
  const own = manifest.name;
  const shipped = Object.keys(manifest.dependencies ?? {});
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

/** Writes one CycloneDX document per public package into `folder`, from the lockfile, and checks each. */
export const writeSboms = async (root: string, folder: string): Promise<readonly string[]> => {
  mkdirSync(folder, { recursive: true });
  const packages = publicPackages(root);
  const filters = packages.flatMap(({ manifest }) => ['--filter', manifest.name]);
  const format = ['--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6', '--prod', '--exclude-peers', '--split'];
  await mustRun(pnpm(), [...filters, 'sbom', ...format, '--out', path.join(folder, '%s-%v.cdx.json')], { cwd: root });
  const files = readdirSync(folder).filter((name) => name.endsWith('.cdx.json'));
  const boms = files.map((name) => readJson(path.join(folder, name)) as Bom);
  return packages.flatMap(({ manifest }) => {
    const bom = boms.find(({ metadata }) => fullName(metadata.component) === manifest.name);
    return bom === undefined ? [`${manifest.name}: no SBOM was written`] : bomFaults(bom, manifest);
  });
};

if (isProgram(import.meta.filename)) {
  const faults = await writeSboms(checkout, path.join(checkout, 'packages/repo/temp/sbom'));
  conclude('sbom', { faults, count: publicPackages(checkout).length });
}
