import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, PlumblineError, systemClock } from '@plumbline/core';
import type { AuditRow } from '../audit-record.ts';
import type { AuditFilters } from '../audit-store.ts';
import type { Seal } from '../seal/seal.ts';
import type { EvidenceSource, PersonalValue } from '../seal-store.ts';
import { type ExportManifest, MANIFEST, recordLine, type Region, sealLine } from './export-format.ts';
import { closeWriters, type ExportWriters, openWriters, syncFolder } from './export-writers.ts';
import type { LineWriter } from './line-file.ts';
import { MAX_QUEUE } from './queue-check.ts';
import { valuesById } from './record-check.ts';
import { matchesFilters } from './row-filter.ts';
import { ID_PAGE, inPages, sealedGroups, type SealedGroup } from './sealed-groups.ts';

export interface ExportTrailOptions {
  /** First seal. @default 1 */
  readonly from?: number;
  /** Records that match; seals are exported whole, so that the rest of the chain can be verified. @default all */
  readonly filters?: AuditFilters;
  /** Export the personal values as well. @default false */
  readonly personal?: boolean;
  readonly clock?: Clock;
}

interface Job {
  readonly source: EvidenceSource;
  readonly writers: ExportWriters;
  readonly keep: (row: AuditRow) => boolean;
  readonly count: { records: number; first: number; last: number };
}

const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

async function writeRecords(rows: readonly AuditRow[], { count, keep, writers }: Job): Promise<ReadonlySet<string>> {
  const kept = rows.filter(keep);
  await writers.records.write(kept.map(recordLine).join(''));
  count.records += kept.length;
  return new Set(kept.map(({ id }) => id));
}

const personalLines = (values: readonly PersonalValue[], kept: ReadonlySet<string>): string =>
  values
    .filter(({ id }) => kept.has(id))
    .map(({ field, id, salt, value }) => jsonLine({ id, field, salt, value }))
    .join('');

/** Writes what belongs to a seal, and answers where. */
async function writeRegion(writer: LineWriter, write: () => Promise<unknown>): Promise<Region> {
  const { at } = writer;
  await write();
  return { at, bytes: writer.at - at };
}

async function writeSeal(
  seal: Seal,
  rows: ReadonlyMap<string, AuditRow>,
  values: readonly PersonalValue[],
  job: Job,
): Promise<void> {
  const { count, writers } = job;
  const there = seal.ids.flatMap((id) => rows.get(id) ?? []);
  let kept: ReadonlySet<string> = new Set();
  const records = await writeRegion(writers.records, async () => {
    kept = await writeRecords(there, job);
  });
  const { personal: file } = writers;
  const personal = file && (await writeRegion(file, () => file.write(personalLines(values, kept))));
  await writers.seals.write(sealLine({ seal, records, ...(personal && { personal }) }));
  count.last = Math.max(count.last, seal.no);
  if (count.first === 0) count.first = seal.no;
}

async function writeGroup({ personal, rows, seals }: SealedGroup, job: Job): Promise<void> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const values = valuesById(personal);
  for (const seal of seals) {
    const own = values.size === 0 ? [] : seal.ids.flatMap((id) => values.get(id) ?? []);
    await writeSeal(seal, byId, own, job);
  }
}

/** Behind the sealed records: those of the queue, and those that neither a seal nor the queue knows. */
async function writeRest(job: Job): Promise<void> {
  const { source, writers } = job;
  const write = async (rows: readonly AuditRow[]): Promise<void> => {
    const kept = await writeRecords(rows, job);
    if (writers.personal && kept.size > 0)
      await writers.personal.write(personalLines(await source.personalOf([...kept]), kept));
  };
  const queue = await source.waiting(MAX_QUEUE + 1);
  if (queue.length > MAX_QUEUE)
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', `more than ${MAX_QUEUE} records wait for a seal`, {
      fix: 'Let the sealer catch up (`npx plumbline audit seal`), and export then: the copy would lack the others.',
    });
  for (const { id, leaf } of queue) await writers.waiting.write(jsonLine({ id, leaf }));
  const ids = queue.map(({ id }) => id);
  await write(await inPages(ids, (page) => source.rowsOf(page)));
  for (let after: string | undefined; ;) {
    const rows = await source.strays({ limit: ID_PAGE, ...(after !== undefined && { after }) });
    await write(rows);
    after = rows.at(-1)?.id;
    if (rows.length < ID_PAGE || after === undefined) return;
  }
}

async function writeExport(
  source: EvidenceSource,
  folder: string,
  options: ExportTrailOptions,
): Promise<ExportManifest> {
  const { clock = systemClock, filters, from = 1, personal = false } = options;
  const createdAt = new Date(clock.now()).toISOString();
  const writers = await openWriters(folder, personal);
  const job: Job = {
    source,
    writers,
    keep: filters ? (row) => matchesFilters(row, filters) : () => true,
    count: { records: 0, first: 0, last: 0 },
  };
  try {
    for await (const group of sealedGroups(source, from, personal)) await writeGroup(group, job);
    await writeRest(job);
    for (const anchor of await source.anchors()) await writers.anchors.write(jsonLine(anchor));
  } catch (error) {
    for (const writer of Object.values(writers) as (LineWriter | undefined)[]) await writer?.abandon();
    throw error;
  }
  const manifest: ExportManifest = {
    format: 'plumbline-audit-export',
    version: 1,
    trail: await source.trail(),
    created_at: createdAt,
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
 * there is something of that name, with PLB_AUDIT_EVIDENCE where more than 100,000 records wait for a seal, and with the
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
