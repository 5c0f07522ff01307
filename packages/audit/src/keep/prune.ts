import { noopLog, PlumblineError, systemClock } from '@plumbline/core';
import type { ActionClass } from '../action-spec.ts';
import { PRUNE_CLASSES as CLASSES } from '../evidence/prune-statement.ts';
import type { Seal } from '../seal/seal.ts';
import { parseSealHeader } from '../seal/seal-header.ts';
import { earlierStatements, type SignedStatement } from './earlier-statements.ts';
import type { KeeperOptions, PruneOptions, PruneReport } from './keeper-types.ts';
import type { OwnTrace } from './own-trace.ts';
import { coveredBy, planPrune, prunablePages, type PruneCriteria } from './prune-plan.ts';
import { walkSeals } from './walk-seals.ts';

const DAY_MS = 86_400_000;
/** Verification refuses a statement about what was less than 23 hours old by the time of its seal. */
const LEAST_AGE_MS = 23 * 3_600_000;
const DEFAULT_MAX_RECORDS = 100_000;

type Counts = { -readonly [K in keyof PruneReport]: PruneReport[K] } & { statements: number[] };

function checkPrune({ before, classes }: PruneOptions, now: number): void {
  const wrong = (what: string): PlumblineError => new PlumblineError('PLB_OPTION_INVALID', `prune: ${what}`);
  if (!(Number.isFinite(before) && before >= 0 && before <= now - DAY_MS)) {
    throw wrong('`before` must be a time in milliseconds, at least a day ago');
  }
  if (classes.length === 0 || !classes.every((name) => CLASSES.has(name)) || new Set(classes).size < classes.length) {
    throw wrong(`\`classes\` must name some of ${[...CLASSES].join(', ')}, each once`);
  }
}

/** Deletes what a statement covers and no hold keeps. */
async function deleteCovered(
  { store }: KeeperOptions,
  criteria: PruneCriteria,
  covered: ReadonlySet<string>,
): Promise<number> {
  let deleted = 0;
  for await (const page of covered.size === 0 ? [] : prunablePages(store, criteria)) {
    const ids = page.filter((id) => covered.has(id));
    if (ids.length > 0) deleted += await store.deleteRows(ids);
  }
  return deleted;
}

/** Seals a statement. Where the clock was set back meanwhile, verification would refuse it, and nothing is deleted under it. */
async function state(sealer: KeeperOptions['sealer'], statement: string, { before }: PruneCriteria): Promise<Seal> {
  const notBefore = before + LEAST_AGE_MS;
  const seal = await sealer.seal({ statement, notBefore });
  if (parseSealHeader(seal.header).sealedAt >= notBefore) return seal;
  throw new PlumblineError(
    'PLB_AUDIT_SEAL',
    `prune: seal ${seal.no} bears a time before what its statement speaks of`,
    {
      fix: 'Correct the clock of the sealer; nothing was deleted.',
    },
  );
}

/** The record of a statement comes before the first deletion. */
function recordStatement(
  trace: OwnTrace,
  seal: number,
  { before, classes }: PruneCriteria,
  records: number,
): Promise<void> {
  return trace.write('audit.pruned', {
    counts: { records },
    metadata: { before: new Date(before).toISOString(), classes: classes as ActionClass[], seal },
  });
}

/** Records what an earlier statement covers, and deletes what of it is there, unless a later seal vouches for it again. */
async function finish(
  options: KeeperOptions,
  trace: OwnTrace,
  { isRecorded, no, statement }: SignedStatement,
  counts: Counts,
): Promise<void> {
  const criteria = { before: Date.parse(statement.before), classes: statement.classes };
  const covered = await coveredBy(options.store, statement);
  if (!isRecorded) await recordStatement(trace, no, criteria, covered.size);
  for await (const { ids } of covered.size === 0 ? [] : walkSeals(options.store, no + 1)) {
    // It came back from a spool, and was sealed anew; only a later statement excuses that seal.
    for (const id of ids) covered.delete(id);
  }
  const deleted = await deleteCovered(options, criteria, covered);
  if (deleted > 0) counts.statements.push(no);
  counts.deleted += deleted;
}

/** The way of one call: seal what is stored, finish what is left, then state, record and delete part by part. */
export async function prune(options: KeeperOptions, trace: OwnTrace, asked: PruneOptions): Promise<PruneReport> {
  const { clock = systemClock, log = noopLog, maxRecords: max = DEFAULT_MAX_RECORDS, sealer, store } = options;
  checkPrune(asked, clock.now());
  const criteria = { before: asked.before, classes: asked.classes.toSorted() };
  const { dryRun = false } = asked;
  const counts: Counts = { dryRun, deleted: 0, prunable: 0, statements: [], held: 0, unsealed: 0, suspicious: 0 };
  if (!dryRun) {
    // What came back from a spool has its new seal before an earlier statement is carried out.
    const earlier = await earlierStatements(options, trace);
    await sealer.sealNow();
    for (const one of earlier) await finish(options, trace, one, counts);
  }
  let after: string | undefined;
  do {
    const { ids, next, statement, suspicious, unsealed } = await planPrune(store, criteria, { after, max });
    counts.unsealed += unsealed;
    counts.suspicious += suspicious;
    if (dryRun) counts.prunable += ids.size;
    else if (statement !== undefined) {
      const { no } = await state(sealer, statement, criteria);
      await recordStatement(trace, no, criteria, ids.size);
      counts.statements.push(no);
      counts.deleted += await deleteCovered(options, criteria, ids);
    }
    after = next;
  } while (after !== undefined);
  counts.held = await store.held(criteria);
  const { suspicious } = counts;
  if (suspicious > 0) {
    log.error(
      { code: 'PLB_AUDIT_EVIDENCE', records: suspicious },
      'audit records are not what was sealed, and are not pruned',
    );
  }
  return counts;
}
