import { createHash } from 'node:crypto';
import type { StackFile } from './model/stack-file.ts';

export const MANIFEST = 'MANIFEST.json';

/** The hash of each generated file, so that a change by hand is told from one of the configuration. */
export type Manifest = Readonly<Record<string, string>>;

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const manifestOf = (files: readonly StackFile[]): Manifest =>
  Object.fromEntries(files.map(({ path, text }) => [path, hashOf(text)] as const));

export const manifestText = (files: readonly StackFile[]): string =>
  `${JSON.stringify({ 'made by': 'plumbline stack generate', files: manifestOf(files) }, null, 2)}\n`;

/** Reads what an earlier run wrote; undefined where it is none. */
export function readManifest(text: string): Manifest | undefined {
  try {
    const { files } = JSON.parse(text) as { readonly files?: unknown };
    const isOne =
      typeof files === 'object' && files !== null && Object.values(files).every((hash) => typeof hash === 'string');
    return isOne ? (files as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
