import { PlumblineError, type Clock, systemClock } from '@plumbline/core';
import type { AuditRow } from '../audit-record.ts';
import type { Seal, WaitingLeaf } from '../seal/seal.ts';
import type { EvidenceSource, PersonalValue } from '../seal-store.ts';
import { recordLine, type Region, sealLine } from './export-format.ts';
import type { ExportWriters } from './export-writers.ts';
import type { LineWriter } from './line-file.ts';
import { MAX_QUEUE } from './queue-check.ts';
import { valuesById } from './record-check.ts';
import { ID_PAGE, inPages, sealedGroups, type SealedGroup } from './sealed-groups.ts';

/** An export while its lines are written. */
export interface ExportJob {
  readonly source: EvidenceSource;
  readonly writers: ExportWriters;
  readonly keep: (row: AuditRow) => boolean;
  readonly count: { records: number; first: number; last: number };
}

const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

async function writeRecords(
  rows: readonly AuditRow[],
  { count, keep, writers }: ExportJob,
): Promise<ReadonlySet<string>> {
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
  job: ExportJob,
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

async function writeGroup({ personal, rows, seals }: SealedGroup, job: ExportJob): Promise<void> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const values = valuesById(personal);
  for (const seal of seals) {
    const own = values.size === 0 ? [] : seal.ids.flatMap((id) => values.get(id) ?? []);
    await writeSeal(seal, byId, own, job);
  }
}

/** Writes the seals that are not written yet, and adds the IDs of their records to `sealed`. */
async function writeSeals(job: ExportJob, from: number, sealed?: Set<string>): Promise<void> {
  const { count, source, writers } = job;
  for await (const group of sealedGroups(source, Math.max(from, count.last + 1), writers.personal !== undefined)) {
    await writeGroup(group, job);
    for (const { ids } of sealed ? group.seals : []) for (const id of ids) sealed?.add(id);
  }
}

async function readQueue(source: EvidenceSource): Promise<readonly WaitingLeaf[]> {
  const queue = await source.waiting(MAX_QUEUE + 1);
  if (queue.length <= MAX_QUEUE) return queue;
  throw new PlumblineError('PLB_AUDIT_EVIDENCE', `more than ${MAX_QUEUE} records wait for a seal`, {
    fix: 'Let the sealer catch up (`npx plumbline audit seal`), and export then: the copy would lack the others.',
  });
}

/** Behind the sealed records: those of the queue, and those that neither a seal nor the queue knows. */
async function writeRest(queue: readonly WaitingLeaf[], job: ExportJob): Promise<void> {
  const { source, writers } = job;
  const write = async (rows: readonly AuditRow[]): Promise<void> => {
    const kept = await writeRecords(rows, job);
    if (writers.personal && kept.size > 0)
      await writers.personal.write(personalLines(await source.personalOf([...kept]), kept));
  };
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

/**
 * Writes all that is stored by the time that it answers with, ms. A record may be sealed while the queue is being read, so
 * the seals are read once more behind it, and what they took off the queue is under them.
 */
export async function writeContent(
  job: ExportJob,
  { clock = systemClock, from = 1 }: { readonly clock?: Clock | undefined; readonly from?: number | undefined },
): Promise<number> {
  const { count, source, writers } = job;
  await writeSeals(job, from);
  const takenAt = clock.now();
  const queue = await readQueue(source);
  const sealed = new Set<string>();
  await writeSeals(job, from, sealed);
  if (count.last === 0 && from > 1)
    throw new PlumblineError('PLB_OPTION_INVALID', `exportTrail: \`from\` is ${from}, and there is no such seal yet`, {
      fix: 'Begin with a seal that is there.',
    });
  const waiting = queue.filter(({ id }) => !sealed.has(id));
  await writeRest(waiting, job);
  for (const anchor of await source.anchors()) await writers.anchors.write(jsonLine(anchor));
  return takenAt;
}
