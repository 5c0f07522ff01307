import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { CommandIo } from '@plumbline/core';
import { usage } from './subcommand.ts';

const kindOf = async (file: string): Promise<'file' | 'folder' | undefined> => {
  try {
    return (await stat(file)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
};

/**
 * Where something new is to be written, absolute. Its folder has to be there: one that is made of a slip of the pen hides what
 * is written. Throws PLB_CLI_USAGE.
 */
export async function newFile(
  name: string,
  given: string,
  io: CommandIo,
  { mayExist = false }: { readonly mayExist?: boolean } = {},
): Promise<string> {
  const file = path.resolve(io.cwd, given);
  const found = await kindOf(file);
  if (found === 'folder' && mayExist) throw usage(name, `--out ${given}: ${file} is a folder`, 'Name the file in it.');
  if (found !== undefined && !mayExist)
    throw usage(
      name,
      `--out ${given}: ${file} exists already`,
      'Name one that is not there yet; nothing is overwritten.',
    );
  const folder = path.dirname(file);
  if ((await kindOf(folder)) === 'folder') return file;
  throw usage(name, `--out ${given}: there is no folder ${folder}`, 'Correct the path, or make the folder first.');
}
