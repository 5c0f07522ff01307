import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type CommandIo, isPlumblineError, PlumblineError } from '@plumbline/core';
import { unreadable } from '../unreadable.ts';

/** Does what an option asks for; an error of it names the option as it was given. */
export async function ofOption<T>(option: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    const { code, fix, message } = error;
    const what = (message.split('\n  fix: ')[0] ?? '').replace(`${code}: `, '');
    throw new PlumblineError(code, `${option}: ${what}`, { fix, cause: error });
  }
}

/** Before hours of work that would only then look for the file. Rejects with PLB_AUDIT_EVIDENCE. */
export async function checkThere(option: string, file: string, io: CommandIo): Promise<void> {
  const fault = async (): Promise<unknown> => {
    const full = path.resolve(io.cwd, file);
    try {
      return (await stat(full)).isDirectory() ? { code: 'EISDIR' } : undefined;
    } catch (error) {
      return error;
    }
  };
  const cause = await fault();
  if (cause === undefined) return;
  const { fix, what } = unreadable(cause);
  throw new PlumblineError('PLB_AUDIT_EVIDENCE', `${option} ${file}: ${path.resolve(io.cwd, file)} ${what}`, {
    cause,
    fix,
  });
}
