import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Log, toError } from '@plumbline/core';

/** Group and others may write: they could remove or replace records before they are stored. */
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Warns of a spool folder that others can change. It is not refused: a Kubernetes `emptyDir` has mode 0777. Windows has
 * no such modes, so there only a link is noticed.
 */
export async function checkFolder(directory: string, log: Log): Promise<void> {
  const faults: string[] = [];
  const fixes: string[] = [];
  try {
    // Resolved, because a slash at the end would follow the link.
    const folder = path.resolve(directory);
    if ((await lstat(folder)).isSymbolicLink()) {
      faults.push('it is a symbolic link');
      fixes.push('Set `spoolDirectory` to the folder itself.');
    }
    if (process.platform !== 'win32' && ((await stat(folder)).mode & WRITABLE_BY_OTHERS) !== 0) {
      faults.push('others may write to it');
      fixes.push('Run `chmod 700` on it, or name a folder below it, which is then created with that mode.');
    }
  } catch (error) {
    log.warn({ err: toError(error), code: 'PLB_AUDIT_SPOOL' }, 'audit spool folder cannot be inspected');
    return;
  }
  if (faults.length === 0) return;
  const fields = { code: 'PLB_AUDIT_SPOOL', what: `spoolDirectory: ${faults.join('; ')}`, fix: fixes.join(' ') };
  log.warn(fields, 'audit spool folder can be changed by others');
}
