import { PlumblineError } from '@plumbline/core';
import { leafHash } from '../leaf.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { WitnessLine } from '../verify.ts';
import type { Findings } from './findings.ts';
import { type Bucket, type IdLedger, SEEN } from './id-ledger.ts';
import { ID_PAGE } from './sealed-groups.ts';
import { isWitnessLine } from './witness-log.ts';

/** Times (ms) of records whose lines are judged even where nothing else knows the record. */
export interface JudgedSpan {
  /** Lines of earlier records are passed over. */
  readonly from: number;
  /** Lines of later records are counted, and not judged. */
  readonly to: number;
  /** Lines of records from then to `latest` are passed over: they may be in a spool. */
  readonly young: number;
  /** Behind it no record can have been made yet: an ID that says so excuses nothing. */
  readonly latest: number;
}

export interface LedgerCheckOptions {
  readonly findings: Findings;
  readonly source: EvidenceSource;
  readonly judged: JudgedSpan;
  /** Whether a record without a line is a fault. */
  readonly requireWitness: boolean;
  /** Whether the log is taken for one of another trail, whose lines say nothing of this one. */
  readonly isForeign: boolean;
}

export interface LedgerResult {
  /** Records that a line of the witness speaks of. */
  readonly witnessed: number;
  /** Records without such a line. */
  readonly unwitnessed: number;
  /** Lines of unknown records that could not be judged, and were not passed over. */
  readonly notJudged: number;
}

/** Puts the lines of the witness beside what was seen. */
export async function addWitness(
  ledger: IdLedger,
  witness: Iterable<WitnessLine> | AsyncIterable<WitnessLine>,
): Promise<void> {
  for await (const line of witness) {
    const { audit_id: id, audit_leaf: leaf, audit_open: open } = line;
    if (!isWitnessLine(line)) throw new PlumblineError('PLB_AUDIT_EVIDENCE', 'a line of the witness has no ID or leaf');
    ledger.add(open === true ? SEEN.witnessedOpen : SEEN.witnessed, 0, id, leaf);
  }
}

/** When a record with this UUIDv7 was made (RFC 9562, section 5.7). */
const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

const isWitness = (kind: number): boolean => kind === SEEN.witnessed || kind === SEEN.witnessedOpen;

/** First entry of each ID that a seal or the queue has; a second one is named. */
function indexSealed(bucket: Bucket, findings: Findings): Map<string, number> {
  const known = new Map<string, number>();
  for (let index = 0; index < bucket.count; index += 1) {
    if (isWitness(bucket.kind(index))) continue;
    const key = bucket.key(index);
    const first = known.get(key);
    if (first === undefined) {
      known.set(key, index);
      continue;
    }
    const where = bucket.kind(index) === SEEN.waiting ? 'in the queue' : `under seal ${bucket.seal(index)}`;
    const what = `The record is under seal ${bucket.seal(first)} and again ${where}.`;
    findings.add({ problem: 'sealed_twice', seal: bucket.seal(first), id: bucket.id(index), what });
  }
  return known;
}

/** Entries of lines by record: those that something else knows too, and those that nothing does. */
function matchWitness(bucket: Bucket, known: ReadonlyMap<string, number>) {
  const matched = new Map<number, number>();
  const unknown = new Map<string, number>();
  for (let index = 0; index < bucket.count; index += 1) {
    const kind = bucket.kind(index);
    if (!isWitness(kind)) continue;
    const key = bucket.key(index);
    const entry = known.get(key);
    if (entry !== undefined) {
      if (!matched.has(entry) || bucket.leaf(entry) !== bucket.leaf(index)) matched.set(entry, index);
    } else if (kind === SEEN.witnessed) unknown.set(key, index);
  }
  return { matched, unknown };
}

const DIFFERS = 'The log of the time has another hash of the record.';

/** Lines that nothing else knows; answers how many of them could not be judged. */
async function judgeUnknown(
  leaves: ReadonlyMap<string, string>,
  { findings, judged, source }: LedgerCheckOptions,
): Promise<number> {
  if (leaves.size === 0) return 0;
  // It may have been stored or sealed while this ran.
  const rows = new Map((await source.rowsOf([...leaves.keys()])).map((row) => [row.id, row]));
  let notJudged = 0;
  for (const [id, leaf] of leaves) {
    const row = rows.get(id);
    const time = timeOf(id);
    if (row) {
      if (leafHash(row.body) !== leaf) findings.add({ problem: 'witness_differs', id, what: DIFFERS });
    } else if (time < judged.from || (time > judged.young && time <= judged.latest)) continue;
    else if (time > judged.to) notJudged += 1;
    else findings.add({ problem: 'missing', id, what: VANISHED });
  }
  return notJudged;
}

const VANISHED =
  'The log of the time has the record, and nothing else does: it was deleted before it was sealed, or is still in a spool.';

/** Finds what occurs twice, and what the witness says otherwise. */
export async function checkLedger(ledger: IdLedger, options: LedgerCheckOptions): Promise<LedgerResult> {
  const { findings, isForeign, requireWitness } = options;
  const result = { witnessed: 0, unwitnessed: 0, notJudged: 0 };
  const vanished = new Map<string, string>();
  for (const bucket of ledger.buckets()) {
    const known = indexSealed(bucket, findings);
    const { matched, unknown } = matchWitness(bucket, known);
    for (const [entry, line] of matched) {
      const seal = bucket.seal(entry);
      const place = { ...(seal > 0 && { seal }), id: bucket.id(entry) };
      if (bucket.leaf(entry) !== bucket.leaf(line))
        findings.add({ problem: 'witness_differs', ...place, what: DIFFERS });
    }
    result.witnessed += matched.size;
    result.unwitnessed += known.size - matched.size;
    if (isForeign) continue;
    if (requireWitness) nameUnwitnessed(bucket, known, matched, findings);
    for (const index of unknown.values()) vanished.set(bucket.id(index), bucket.leaf(index));
    if (vanished.size < ID_PAGE) continue;
    result.notJudged += await judgeUnknown(vanished, options);
    vanished.clear();
  }
  result.notJudged += await judgeUnknown(vanished, options);
  return result;
}

function nameUnwitnessed(
  bucket: Bucket,
  known: ReadonlyMap<string, number>,
  matched: ReadonlyMap<number, number>,
  findings: Findings,
): void {
  for (const entry of known.values()) {
    if (matched.has(entry)) continue;
    const seal = bucket.seal(entry);
    const what = 'The log of the time does not have the record.';
    findings.add({ problem: 'unwitnessed', ...(seal > 0 && { seal }), id: bucket.id(entry), what });
  }
}
