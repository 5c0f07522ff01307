import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { PlumblineError } from '@plumbline/core';

const SQLITE_READONLY = 8;
const SQLITE_CANTOPEN = 14;

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch (error) {
    return (error as { readonly code?: string }).code === 'ENOENT';
  }
}

/** The first of the files of a database, or their folder, that this process may not write. */
const unwritable = (file: string): string | undefined =>
  [`${file}-wal`, `${file}-shm`, file, path.dirname(path.resolve(file))].find((name) => !mayWrite(name));

const isLog = (name: string): boolean => /-(?:wal|shm)$/.test(name);

/**
 * What SQLite calls a read-only database, with the name of the file that is in the way: most often `-wal` or `-shm`, made in
 * the name of another user who opened the database, and left. PLB_AUDIT_STORE; other errors stay as they are.
 */
export function namedInTheWay(file: string, error: unknown): unknown {
  const { code, errcode = 0 } = (error ?? {}) as { readonly code?: string; readonly errcode?: number };
  const isDenied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  const primary = errcode & 0xff;
  if (!isDenied && primary !== SQLITE_READONLY && primary !== SQLITE_CANTOPEN) return error;
  const name = unwritable(file);
  if (name === undefined) return error;
  const [owner, user] = [statSync(name).uid, process.getuid?.()];
  const whose = user === undefined || owner === user ? '' : ` by user ${user}; it belongs to user ${owner}`;
  // Its content may be records that are nowhere else, so that nobody is told to remove it.
  const fix = isLog(name)
    ? `Give it and the other files of ${file} to the user of the service (chown), and remove none: -wal may hold records.`
    : 'Run it as a user that may write the file and its folder, or give these to the user of the service (chown).';
  return new PlumblineError('PLB_AUDIT_STORE', `${name} cannot be written${whose}`, { cause: error, fix });
}
