import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { type CheckResult, conclude, isProgram } from './report.ts';
import { checkout, filesBelow, packagesIn, readJson, type WorkspacePackage } from './workspace.ts';

const SCOPE = '@plumbline/';
/** The preset and the command line are ends: whatever imports them pulls in everything. */
const ENDS: ReadonlySet<string> = new Set(['node', 'cli']);

type Arrows = Readonly<Record<string, readonly string[]>>;

const idOf = (specifier: string): string => specifier.slice(SCOPE.length).split('/')[0] ?? '';

const houseEdges = (dependencies: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.keys(dependencies)
    .filter((name) => name.startsWith(SCOPE))
    .map(idOf);

/** Rules that hold whatever the list says, so that nobody can write a bad arrow into it. */
const listFaults = (arrows: Arrows): readonly string[] =>
  Object.entries(arrows).flatMap(([from, targets]) => [
    ...targets
      .filter((to) => ENDS.has(to))
      .map((to) => `arrows.json: ${from} → ${to}, but nothing may depend on ${to}`),
    ...targets.filter((to) => !(to in arrows)).map((to) => `arrows.json: ${from} → ${to}, but there is no ${to}`),
    ...(from.startsWith('adapter-') && targets.some((to) => to !== 'core')
      ? [`arrows.json: ${from} → ${targets.join(', ')}, but an adapter may depend on core alone`]
      : []),
    ...(['core', 'redact'].includes(from) && targets.length > 0
      ? [`arrows.json: ${from} → ${targets.join(', ')}, but ${from} depends on nothing`]
      : []),
  ]);

const cycles = (arrows: Arrows): readonly string[] => {
  const done = new Set<string>();
  const visit = (id: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(id)) return [`arrows.json: cycle ${[...trail.slice(trail.indexOf(id)), id].join(' → ')}`];
    if (done.has(id)) return [];
    const found = (arrows[id] ?? []).flatMap((to) => visit(to, [...trail, id]));
    done.add(id);
    return found;
  };
  return Object.keys(arrows).flatMap((id) => visit(id, []));
};

const manifestFaults = ({ id, manifest }: WorkspacePackage, allowed: readonly string[]): readonly string[] => {
  const edges = [...new Set([...houseEdges(manifest.dependencies), ...houseEdges(manifest.peerDependencies)])];
  const dev = houseEdges(manifest.devDependencies);
  return [
    ...edges
      .filter((to) => !allowed.includes(to))
      .map((to) => `packages/${id}/package.json: ${id} → ${to} is not in arrows.json`),
    ...allowed
      .filter((to) => !edges.includes(to))
      .map((to) => `arrows.json: ${id} → ${to} is not in packages/${id}/package.json; remove the arrow`),
    ...dev
      .filter((to) => ENDS.has(to))
      .map((to) => `packages/${id}/package.json: devDependency on ${to}, but nothing may depend on it`),
    ...(id === 'redact' && Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).length > 0
      ? ['packages/redact/package.json: redact has no dependency at all']
      : []),
  ];
};

interface Import {
  readonly specifier: string;
  readonly line: number;
}

const importsOf = (file: string): readonly Import[] => {
  const text = readFileSync(file, 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
    specifier: fileName,
    line: text.slice(0, pos).split('\n').length,
  }));
};

const importFault = (
  { id, folder }: WorkspacePackage,
  allowed: readonly string[],
  file: string,
  specifier: string,
): string | undefined => {
  if (specifier.startsWith('.')) {
    const outside = path
      .relative(path.join(folder, 'src'), path.resolve(path.dirname(file), specifier))
      .startsWith('..');
    return outside ? `imports ${specifier}, outside its own src` : undefined;
  }
  if (!specifier.startsWith(SCOPE)) return undefined;
  const to = idOf(specifier);
  if (to === id) return `imports its own package as ${specifier}; use a relative path`;
  if (!allowed.includes(to)) return `imports ${specifier}, but ${id} → ${to} is not in arrows.json`;
  const adapterReach = id.startsWith('adapter-') && specifier !== `${SCOPE}core`;
  return adapterReach ? `imports ${specifier}; an adapter may import only ${SCOPE}core` : undefined;
};

/** Compares every dependency between packages, and every import in their sources, with the written list. */
export const checkArrows = (root: string): CheckResult => {
  const arrows = readJson(path.join(root, 'packages/repo/arrows.json')) as Arrows;
  const packages = packagesIn(root, 'packages').filter(({ manifest }) => manifest.private !== true);
  const faults: string[] = [...listFaults(arrows), ...cycles(arrows)];
  let count = 0;
  for (const one of packages) {
    const allowed = arrows[one.id];
    if (allowed === undefined) {
      faults.push(`arrows.json: packages/${one.id} is not listed; add "${one.id}": ["core"] or what it needs`);
      continue;
    }
    faults.push(...manifestFaults(one, allowed));
    for (const file of filesBelow(path.join(one.folder, 'src'), '.ts')) {
      for (const { specifier, line } of importsOf(file)) {
        count += 1;
        const fault = importFault(one, allowed, file, specifier);
        if (fault !== undefined) faults.push(`${path.relative(root, file)}:${line}: ${fault}`);
      }
    }
  }
  for (const id of Object.keys(arrows)) {
    if (!packages.some((one) => one.id === id))
      faults.push(`arrows.json: "${id}" is listed but packages/${id} does not exist`);
  }
  return { faults, count };
};

if (isProgram(import.meta.filename)) conclude('arrows', checkArrows(checkout));
