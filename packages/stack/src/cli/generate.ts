import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandIo, type ExitCode, PlumblineError } from '@plumbline/core';
import { type Compared, compareFolder } from '../compare-folder.ts';
import { MANIFEST, manifestText } from '../manifest.ts';
import type { StackFile } from '../model/stack-file.ts';
import { byHand, listed } from './compared-words.ts';

/** Containers run as other users, whatever the umask of this one is. */
const RIGHTS = 0o644;
const FOLDER_RIGHTS = 0o755;

/** A folder that was made just now, and those above it up to the first that was. */
function openFolders(folder: string, first: string): void {
  chmodSync(folder, FOLDER_RIGHTS);
  if (folder !== first) openFolders(path.dirname(folder), first);
}

export function write(folder: string, name: string, text: string): void {
  const file = path.join(folder, name);
  const made = mkdirSync(path.dirname(file), { recursive: true });
  if (made !== undefined) openFolders(path.dirname(file), made);
  // A file that its owner may not write is opened first.
  if (existsSync(file)) chmodSync(file, RIGHTS);
  writeFileSync(file, text);
  chmodSync(file, RIGHTS);
}

/** With `--force` links give way, and what they lead to stays as it is. A folder may hold anything, so it stays. */
function removeLinks(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const place = path.join(folder, name);
    if (!lstatSync(place).isSymbolicLink())
      throw new PlumblineError(
        'PLB_STACK_OPTION',
        `${name} of the folder is not the file or folder that belongs there`,
        {
          fix: 'Look at what it holds, and move it away.',
        },
      );
    rmSync(place);
  }
}

const refusal = ({ edited, links }: Compared): string =>
  [
    listed('Edited by hand, and so nothing is written:', edited),
    listed('Links or folders where a file belongs, and so nothing is written:', links),
    'Put the change into plumbline.stack.ts, or give up what was edited or linked with --force.\n',
  ].join('');

/** Writes what is new or changed, and removes what an earlier run wrote and nobody has touched; nothing through a link. */
export function generate(folder: string, files: readonly StackFile[], force: boolean, io: CommandIo): ExitCode {
  const first = compareFolder(folder, files);
  if (first.edited.length + first.links.length > 0 && !force) {
    io.stderr(refusal(first));
    return 1;
  }
  removeLinks(folder, first.links);
  const compared = first.links.length > 0 ? compareFolder(folder, files) : first;
  const { drifted, edited, lineEnds, missing, rights, stale } = compared;
  const wanted = new Set(files.map(({ path: name }) => name));
  const changed = new Set([...missing, ...drifted, ...edited, ...lineEnds, ...rights]);
  for (const { path: name, text } of files) if (changed.has(name)) write(folder, name, text);
  const gone = [...stale, ...edited.filter((name) => !wanted.has(name))];
  for (const name of gone) rmSync(path.join(folder, name));
  write(folder, MANIFEST, manifestText(files));
  const written = files.filter(({ path: name }) => changed.has(name)).length;
  io.stdout(
    `${path.relative(io.cwd, folder) || '.'}: ${files.length} files, ${written} written, ${gone.length} removed\n`,
  );
  const left = byHand(compared);
  io.stderr(left);
  return left === '' ? 0 : 1;
}
