import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../installation.ts';
import {
  ATTRIBUTES,
  envLine,
  IGNORED,
  packagesOf,
  type TemplateFile,
  templates,
  type TemplateValues,
} from './templates.ts';

/** One change to one file. */
export interface PlannedFile {
  readonly path: string;
  readonly purpose: string;
  readonly action: 'create' | 'append' | 'replace' | 'keep' | 'conflict';
  /** Whether it is the application's own and stays as it is. */
  readonly isTheirs?: boolean;
  /** What is written: the whole file, or what is added to it. */
  readonly content: string;
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  /** Packages that the application's package.json does not name yet. */
  readonly install: readonly string[];
}

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** Adds lines to a file that somebody else owns, after its last line. */
const appended = (present: string, lines: string): string =>
  present === '' || present.endsWith('\n') ? lines : `\n${lines}`;

function planEnv(directory: string, values: TemplateValues): PlannedFile {
  const present = textOf(path.join(directory, '.env'));
  const base = { path: '.env', purpose: 'a fresh PLUMBLINE_IDENTITY_KEY, for this machine alone' };
  if (present === undefined) return { ...base, action: 'create', content: envLine(values) };
  // A key is never replaced, not even by force: every anonymous ID hangs on it.
  if (/^\s*(?:export\s+)?PLUMBLINE_IDENTITY_KEY\s*=\s*\S/m.test(present))
    return { ...base, action: 'keep', content: '' };
  return { ...base, action: 'append', content: appended(present, envLine(values)) };
}

function planIgnore(directory: string): PlannedFile {
  const present = textOf(path.join(directory, '.gitignore')) ?? '';
  const listed = new Set(present.split('\n').map((line) => line.trim().replace(/^\/|\/$/g, '')));
  const missing = IGNORED.filter((entry) => !listed.has(entry.replace(/\/$/, '')));
  const base = {
    path: '.gitignore',
    purpose: `keeps ${IGNORED.slice(0, -1).join(', ')} and ${IGNORED.at(-1)} out of the repository`,
  };
  if (missing.length === 0) return { ...base, action: 'keep', content: '' };
  const content = appended(present, `${missing.join('\n')}\n`);
  return { ...base, action: present === '' ? 'create' : 'append', content };
}

function planAttributes(directory: string): PlannedFile {
  const present = textOf(path.join(directory, '.gitattributes')) ?? '';
  const base = { path: '.gitattributes', purpose: 'shows the diff of plumbline.egress.lock in reviews' };
  if (/^plumbline\.egress\.lock\s/m.test(present)) return { ...base, action: 'keep', content: '' };
  const content = appended(present, `${ATTRIBUTES}\n`);
  return { ...base, action: present === '' ? 'create' : 'append', content };
}

/** Whether there is another file that has the same meaning, by its name. */
function isTaken(directory: string, { path: name, content }: TemplateFile): boolean {
  const base = path.join(directory, name).replace(/\.[jt]s$/, '');
  const others = ['ts', 'js', 'tsx', 'jsx', 'mts', 'mjs'].map((extension) => textOf(`${base}.${extension}`));
  return others.some((present) => present !== undefined && present !== content);
}

/** Says what init would do in this folder; nothing is written. */
export function makePlan(directory: string, manifest: Manifest, values: TemplateValues, force: boolean): Plan {
  const written = templates(values).map((file): PlannedFile => {
    const present = textOf(path.join(directory, file.path));
    const isTheirs = file.isOptional === true && isTaken(directory, file);
    if (isTheirs) return { path: file.path, purpose: file.purpose, content: '', action: 'keep', isTheirs };
    const taken = force ? 'replace' : 'conflict';
    const action = present === undefined ? 'create' : present === file.content ? 'keep' : taken;
    return { path: file.path, purpose: file.purpose, content: file.content, action };
  });
  const have = { ...manifest.dependencies, ...manifest.devDependencies };
  return {
    files: [
      ...written,
      planIgnore(directory),
      ...(values.minimal ? [] : [planAttributes(directory)]),
      planEnv(directory, values),
    ],
    install: packagesOf(values).filter((name) => !Object.hasOwn(have, name)),
  };
}
