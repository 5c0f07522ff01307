import { createHash } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';
import type { StackFile } from './model/stack-file.ts';

export const MANIFEST = 'MANIFEST.json';

/** The hash of each generated file, so that a change by hand is told from one of the configuration. */
export type Manifest = ReadonlyMap<string, string>;

/** As git wrote it into its store, whatever line ends it has checked out. */
export const withoutCarriage = (text: string): string => text.replaceAll('\r\n', '\n');

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const manifestText = (files: readonly StackFile[]): string => {
  const hashes = Object.fromEntries(files.map(({ path, text }) => [path, hashOf(text)] as const));
  return `${JSON.stringify({ 'made by': 'plumbline stack generate', files: hashes }, null, 2)}\n`;
};

/** The manifest decides what is removed: one that cannot be believed is refused. */
export const manifestFault = (what: string): PlumblineError =>
  new PlumblineError('PLB_STACK_OPTION', `${MANIFEST} of the folder ${what}`, {
    fix: `Take the ${MANIFEST} of the last commit, or remove it. Then run \`npx plumbline stack generate\`, which writes it anew, and \`npx plumbline stack check\`, which names files that nobody generates any more.`,
  });

const CONFLICT = /^(?:<{7}|={7}|>{7})(?:\s|$)/m;

/** A path below the folder, as a run writes it: on no system does it lead out of there. */
function isBelow(file: string): boolean {
  // A backslash separates and a colon names a drive on Windows.
  if (/[\\:\p{Cc}]/u.test(file)) return false;
  return file.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads what an earlier run wrote.
 *
 * @throws PLB_STACK_OPTION where it holds marks of a merge conflict, is none, or names a path outside of the folder
 */
export function readManifest(text: string): Manifest {
  if (CONFLICT.test(text)) throw manifestFault('holds the marks of a merge conflict');
  const all = parsed(text) as { readonly files?: unknown } | null | undefined;
  const files = all?.files;
  if (typeof files !== 'object' || files === null || Array.isArray(files)) throw manifestFault('is none');
  const entries = Object.entries(files as Readonly<Record<string, unknown>>);
  for (const [file, hash] of entries) {
    if (typeof hash !== 'string') throw manifestFault('is none: an entry has no hash');
    if (!isBelow(file)) throw manifestFault(`names a path outside of it: ${JSON.stringify(file)}`);
  }
  return new Map(entries as readonly (readonly [string, string])[]);
}
