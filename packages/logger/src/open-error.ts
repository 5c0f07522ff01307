import { PlumblineError, toError } from '@plumbline/core';
import { quoted } from './faults.ts';

/** What the system said, such as `EPIPE`. */
export const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code);

const OPEN_FIXES: Readonly<Record<string, string>> = {
  ENOENT: 'Make its folder first: the logger makes the file, and no folders.',
  ENOTDIR: 'Give a path in a folder: a part of this one is a file.',
  EISDIR: 'Give the path of a file: this is a folder.',
  EACCES: 'Let this process write there, or give another path.',
  EPERM: 'Let this process write there, or give another path.',
  EROFS: 'Give a path on a file system that can be written.',
};
const OPEN_FIX =
  'Give a path in an existing folder that this process may write to, or leave `destination` out to write to stdout.';
const FD_FIX = 'Give a descriptor that is open for writing, or leave `destination` out to write to stdout.';

/** Why a destination could not be opened, with the path or the number and what the system said. */
export function openError(destination: number | string, cause: unknown): PlumblineError {
  const errno = codeOf(cause);
  const isFd = typeof destination === 'number';
  const what = isFd
    ? `\`destination\` is the file descriptor ${destination}, which is not open (${errno})`
    : `\`destination\` is ${quoted(destination)}, which cannot be opened for writing (${errno})`;
  const fix = isFd ? FD_FIX : (OPEN_FIXES[errno] ?? OPEN_FIX);
  return new PlumblineError('PLB_LOGGER_OPTION', `createLogger: ${what}`, { cause: toError(cause), fix });
}
