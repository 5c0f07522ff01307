import type { CheckFunction } from '../run.ts';
import { checkError } from '../verdict.ts';
import { isPositive, need } from './refuse.ts';

/** How much has to be left of a file system. One of the two is needed; with both, both have to hold. */
export interface DiskSpaceOptions {
  /** Bytes that an unprivileged process may still write. */
  readonly minFreeBytes?: number;
  /** The same as a share of the whole, above 0 and below 1. */
  readonly minFreeShare?: number;
}

/**
 * Fails when the file system that holds `path` has too little space left, such as that of a spool. A system that does not
 * answer, as a network file system may, is asked once and not again before it has answered: each question keeps one of
 * Node's few threads for files.
 */
export function diskSpaceCheck(path: string, options: DiskSpaceOptions): CheckFunction {
  const { minFreeBytes, minFreeShare } = options;
  need(typeof path === 'string' && path !== '', 'diskSpaceCheck', 'needs the path of a file or folder');
  need(
    minFreeBytes !== undefined || minFreeShare !== undefined,
    'diskSpaceCheck',
    'needs `minFreeBytes` or `minFreeShare`',
  );
  need(
    minFreeBytes === undefined || isPositive(minFreeBytes),
    'diskSpaceCheck',
    '`minFreeBytes` needs a positive number',
  );
  const isShare = minFreeShare === undefined || (isPositive(minFreeShare) && minFreeShare < 1);
  need(isShare, 'diskSpaceCheck', '`minFreeShare` needs a number above 0 and below 1');
  let isAsking = false;
  return async () => {
    if (isAsking) throw checkError('StillAsking');
    isAsking = true;
    try {
      const { statfs } = await import('node:fs/promises');
      const { bavail, blocks, bsize } = await statfs(path);
      const enough = bavail * bsize >= (minFreeBytes ?? 0) && bavail >= blocks * (minFreeShare ?? 0);
      if (!enough) throw checkError('DiskTooFull');
    } finally {
      isAsking = false;
    }
  };
}
