import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, PlumblineError } from '@plumbline/core';
import type { AuditFilters } from '../audit-store.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { type ExportJob, writeContent } from './export-content.ts';
import { type ExportManifest, MANIFEST } from './export-format.ts';
import { closeWriters, openWriters, syncFolder } from './export-writers.ts';
import type { LineWriter } from './line-file.ts';
import { matchesFilters } from './row-filter.ts';

export interface ExportTrailOptions {
  /** First seal. @default 1 */
  readonly from?: number;
  /** Records that match; seals are exported whole, so that the rest of the chain can be verified. @default all */
  readonly filters?: AuditFilters;
  /** Export the personal values as well. @default false */
  readonly personal?: boolean;
  readonly clock?: Clock;
}

async function writeExport(
  source: EvidenceSource,
  folder: string,
  options: ExportTrailOptions,
): Promise<ExportManifest> {
  const { filters, from = 1, personal = false } = options;
  const writers = await openWriters(folder, personal);
  const job: ExportJob = {
    source,
    writers,
    keep: filters ? (row) => matchesFilters(row, filters) : () => true,
    count: { records: 0, first: 0, last: 0 },
  };
  let takenAt: number;
  try {
    takenAt = await writeContent(job, options);
  } catch (error) {
    for (const writer of Object.values(writers) as (LineWriter | undefined)[]) await writer?.abandon();
    throw error;
  }
  const manifest: ExportManifest = {
    format: 'plumbline-audit-export',
    version: 1,
    trail: await source.trail(),
    created_at: new Date(takenAt).toISOString(),
    first_seal: Math.max(job.count.first, from),
    last_seal: job.count.last,
    records: job.count.records,
    ...(filters && { filters }),
    personal,
    files: await closeWriters(writers),
  };
  await writeFile(path.join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });
  return manifest;
}

/**
 * Writes seals, records, queue and anchors into a new folder that `readExport` and anybody with a JSON parser can read. The
 * folder appears when all of it is on the disk; it is readable by its owner alone. Rejects with PLB_OPTION_INVALID where
 * there is something of that name, or no seal `from`, with PLB_AUDIT_EVIDENCE where more than 100,000 records wait for a seal, and with the
 * errors of source and file system.
 */
export async function exportTrail(
  source: EvidenceSource,
  folder: string,
  options: ExportTrailOptions = {},
): Promise<ExportManifest> {
  const { from = 1 } = options;
  if (!Number.isSafeInteger(from) || from < 1)
    throw new PlumblineError('PLB_OPTION_INVALID', 'exportTrail: `from` must be the number of a seal');
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new PlumblineError('PLB_OPTION_INVALID', `exportTrail: \`folder\` exists already: ${folder}`, {
      fix: 'Name a folder that is not there yet.',
    });
  const target = path.resolve(folder);
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  // For its owner alone; a crash leaves it behind under this name.
  const unfinished = await mkdtemp(`${target}.unfinished-`);
  try {
    const manifest = await writeExport(source, unfinished, options);
    await rename(unfinished, target);
    await syncFolder(path.dirname(target));
    return manifest;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}
