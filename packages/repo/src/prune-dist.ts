import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import ts from 'typescript';
import { isProgram } from './report.ts';
import { type Manifest, readJson } from './workspace.ts';

/** The relative imports of a built file, as files. Declarations name sources, so that `.ts` stands for `.d.ts`. */
const importsOf = (file: string): readonly string[] =>
  ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => path.resolve(path.dirname(file), file.endsWith('.d.ts') ? name.replace(/\.[jt]s$/, '.d.ts') : name));

const entriesOf = (folder: string): readonly string[] => {
  const { exports = {}, bin = {}, plumbline = {} } = readJson(path.join(folder, 'package.json')) as BuiltManifest;
  const exported = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target['default'] ?? [], target['types'] ?? []].flat(),
  );
  const programs = (plumbline.entries ?? []).map((file) => file.replace('./src/', './dist/').replace(/\.ts$/, '.js'));
  return [...exported, ...Object.values(bin), ...programs].map((file) => path.join(folder, file));
};

interface BuiltManifest extends Manifest {
  readonly plumbline?: { readonly entries?: readonly string[] };
}

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

/** Leaves the sources of others out of a source map, which are larger than ours; the places in them stay. */
const pruneMap = (file: string): void => {
  const map = readJson(file) as SourceMap;
  const isOthers = (index: number): boolean => map.sources[index]?.includes('node_modules/') === true;
  const sourcesContent = (map.sourcesContent ?? []).map((text, index) => (isOthers(index) ? null : text));
  writeFileSync(file, JSON.stringify({ ...map, sourcesContent }));
};

/**
 * Removes from `dist` what no entry reaches: chunks of inlined packages that only unused code would load, and declarations
 * that only the sources need, which may name packages that users do not have.
 */
export const pruneDist = (folder: string): void => {
  const reached = new Set(entriesOf(folder));
  for (const file of reached) {
    if (!existsSync(file)) throw new Error(`${file} is missing: the build is not complete`);
    for (const next of importsOf(file)) reached.add(next);
  }
  const dist = path.join(folder, 'dist');
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(dist, name);
    const code = file.replace(/\.map$/, '');
    if (/\.(?:js|d\.ts)$/.test(code) && !reached.has(code)) rmSync(file);
    else if (file !== code) pruneMap(file);
  }
};

if (isProgram(import.meta.filename)) pruneDist(process.cwd());
