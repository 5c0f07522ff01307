import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { checkout } from '../src/workspace.ts';

/** Files by path below the root. Objects are written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

export const writeFiles = (root: string, files: Files): void => {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`);
  }
};

/** A throw-away workspace, with a space in its path, gone when the test ends. */
export const makeWorkspace = (files: Files): string => {
  const root = mkdtempSync(path.join(tmpdir(), 'plumbline fixture '));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFiles(root, files);
  return root;
};

/** The exports of a package with one entry, as every package of the workspace writes them. */
export const oneEntry: object = {
  '.': { 'plumbline:source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
  './package.json': './package.json',
};

export const linkModules = (root: string, folder: string, names: Readonly<Record<string, string>>): void => {
  for (const [name, target] of Object.entries(names)) {
    const at = path.join(root, folder, 'node_modules', name);
    mkdirSync(path.dirname(at), { recursive: true });
    symlinkSync(path.isAbsolute(target) ? target : path.join(root, target), at);
  }
};

/** The tools of this checkout, in a fixture. */
export const linkTools = (root: string): void =>
  symlinkSync(path.join(checkout, 'node_modules'), path.join(root, 'node_modules'));

/** Copies folders and files of this checkout. */
export const copyIn = (root: string, names: readonly string[]): void => {
  for (const name of names) {
    cpSync(path.join(checkout, name), path.join(root, name), {
      recursive: true,
      filter: (file) => !/[/\\](?:node_modules|temp|\.turbo)$/.test(file),
    });
  }
};
