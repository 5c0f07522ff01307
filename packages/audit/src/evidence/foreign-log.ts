import { counted } from '../counted.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { type Bucket, type IdLedger, SEEN } from './id-ledger.ts';

/**
 * Fewer lines are named one by one. They may be picked out of a log, by a person or a moment: that somebody deleted all of
 * these is likelier than of a whole log.
 */
const LEAST_LINES = 20;
/** IDs that the source is asked for. */
const SAMPLE = 1_000;

/** How the sentence begins. */
export const FOREIGN_LOG = 'No line of the log is of a record of this trail';

interface Span {
  from: string;
  to: string;
  lines: number;
  readonly sample: string[];
}

const isLine = (kind: number): boolean => kind === SEEN.witnessed || kind === SEEN.witnessedOpen;

/** Adds the lines of a bucket; false where one of them is of a record that a seal or the queue has. */
function addLines(bucket: Bucket, span: Span): boolean {
  const known = new Set<string>();
  for (let index = 0; index < bucket.count; index += 1) if (!isLine(bucket.kind(index))) known.add(bucket.key(index));
  for (let index = 0; index < bucket.count; index += 1) {
    if (!isLine(bucket.kind(index))) continue;
    if (known.has(bucket.key(index))) return false;
    const id = bucket.id(index);
    if (span.lines === 0 || id < span.from) span.from = id;
    if (id > span.to) span.to = id;
    span.lines += 1;
    if (span.sample.length < SAMPLE) span.sample.push(id);
  }
  return true;
}

function recordsWithin(ledger: IdLedger, { from, to }: Span): number {
  let records = 0;
  for (const bucket of ledger.buckets()) {
    for (let index = 0; index < bucket.count; index += 1) {
      const id = bucket.id(index);
      if (!isLine(bucket.kind(index)) && id >= from && id <= to) records += 1;
    }
  }
  return records;
}

/**
 * Whether a log is one of another trail: a sentence where it seems so, which is "not covered", 2, and never 0.
 *
 * No line of it is of a record of this trail, and the trail has at least as many records of the time of these lines (by
 * their IDs, RFC 9562) as there are lines. A log of this trail whose records were all deleted has lines of a time of which
 * the trail then has nothing, or less: that stays a finding for each line. Where several processes record, and all records
 * of one whose log this is were deleted before they were sealed, it looks as another trail does; the sentence says so.
 */
export async function foreignLog(
  ledger: IdLedger,
  source: Pick<EvidenceSource, 'rowsOf'>,
): Promise<string | undefined> {
  const span: Span = { from: '', to: '', lines: 0, sample: [] };
  for (const bucket of ledger.buckets()) if (!addLines(bucket, span)) return undefined;
  if (span.lines < LEAST_LINES || recordsWithin(ledger, span) < span.lines) return undefined;
  // Stored while this ran, or put beside the seals.
  if ((await source.rowsOf(span.sample)).length > 0) return undefined;
  const what = `${FOREIGN_LOG}, which has others of the same time: this is the log of another trail, or all of the ${counted(span.lines, 'record')} that it has were deleted before they were sealed.`;
  return `${what} Look whether ${span.from} is of the service that writes this trail, and give the log of that.`;
}
