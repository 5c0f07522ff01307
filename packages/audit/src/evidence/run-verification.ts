import type { Seal } from '../seal/seal.ts';
import type { SealHeader } from '../seal/seal-header.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { type AbsentRecords, createAbsentRecords, nameAbsent } from './absent-records.ts';
import { type AnchorCheck, checkOlderAnchors, createAnchorCheck } from './anchor-check.ts';
import { checkCount } from './count-check.ts';
import { type CopiedSource, type EvidenceCoverage, isCopied } from './coverage.ts';
import type { Findings } from './findings.ts';
import { createGivenKeys, type GivenKeys } from './given-keys.ts';
import { createIdLedger, type IdLedger, SEEN } from './id-ledger.ts';
import { parsePruneStatement, speaksOfThePast } from './prune-statement.ts';
import { checkQueue, checkStrays, MAX_QUEUE } from './queue-check.ts';
import { checkSealedRecords, type RecordCheckOptions, rowsById, valuesById } from './record-check.ts';
import { checkStart, readStart } from './run-start.ts';
import { createSealChain, type SealChain } from './seal-chain.ts';
import { ID_PAGE, ID_SLICE, sealedSlices } from './sealed-groups.ts';
import { refuseTime } from './taken-at.ts';
import type { VerificationRun, VerificationState } from './verification.ts';
import { checkWitness } from './witness-check.ts';

/** What the parts of one run share. */
interface Parts {
  readonly source: EvidenceSource;
  readonly run: VerificationRun;
  readonly state: VerificationState;
  readonly findings: Findings;
  readonly coverage: EvidenceCoverage | undefined;
  readonly check: RecordCheckOptions;
  readonly chain: SealChain;
  readonly anchors: AnchorCheck;
  readonly absent: AbsentRecords;
  /** How many records the statement of a seal excused. */
  readonly excused: Map<number, number>;
  readonly ledger: IdLedger;
  readonly givenKeys: GivenKeys;
}

async function judgeStatement(seal: Seal, header: SealHeader | undefined, parts: Parts): Promise<void> {
  const { absent, excused, findings, source, state } = parts;
  if (seal.statement === undefined) return;
  const statement = parsePruneStatement(seal.statement, seal.no);
  if (!statement) {
    const what = 'The statement of the seal is not one of a kind that this version knows.';
    findings.add({ problem: 'statement_unreadable', seal: seal.no, what });
  } else if (header && !speaksOfThePast(statement, header.sealedAt)) {
    const what = 'The statement of the seal would prune records of less than a day before it, and excuses none.';
    findings.add({ problem: 'statement_invalid', seal: seal.no, what });
  } else if (header) {
    const records = await absent.excuse(statement, source);
    excused.set(seal.no, records);
    state.pruned += records;
  }
}

/** Whoever has stolen the key can excuse what they delete; an anchor from before that says so is all there is against it. */
function nameUnanchored({ anchors, excused, run, state }: Parts): void {
  if (!run.anchors || run.anchors.length === 0) return;
  let records = 0;
  for (const [seal, count] of excused) if (seal > anchors.upTo) records += count;
  const what = `${records} records were pruned by statements behind the newest anchor, which only the key vouches for.`;
  if (records > 0) state.notCovered.push(`${what} Publish an anchor, and verify again.`);
}

function judgeSeal(seal: Seal, parts: Parts): { header?: SealHeader; isTrue: boolean } {
  const { anchors, chain, ledger, state } = parts;
  const { hash, header, isTrue } = chain.judge(seal);
  anchors.seal(seal.no, hash, seal.ids.length);
  ledger.addSealed(seal.no, seal.ids, seal.leaves);
  state.seals += 1;
  if (seal.no > state.lastSeal) {
    state.lastSeal = seal.no;
    state.lastSealHash = hash;
    if (header) state.lastSealedAt = header.sealedAt;
  }
  return { isTrue, ...(header && { header }) };
}

async function checkSeals(parts: Parts): Promise<void> {
  const { absent, check, findings, run, source, state } = parts;
  const page = isCopied(source) ? ID_PAGE : ID_SLICE;
  let judged: ReturnType<typeof judgeSeal> | undefined;
  for await (const slice of sealedSlices(source, { from: run.from, withPersonal: check.withPersonal, page })) {
    const rows = rowsById(slice.rows, findings);
    const values = valuesById(slice.personal);
    for (const part of slice.parts) {
      if (part.start === 0) judged = judgeSeal(part.seal, parts);
      state.checked += await checkSealedRecords(part, rows, values, absent, check);
      const isLast = part.end === part.seal.ids.length;
      if (isLast) await judgeStatement(part.seal, judged?.isTrue ? judged.header : undefined, parts);
    }
  }
}

async function checkRest(parts: Parts): Promise<void> {
  const { check, coverage, ledger, run, source, state } = parts;
  const queue = await checkQueue(source, {
    ...check,
    now: run.now,
    takenAt: coverage?.takenAt ?? run.now,
    maxWaitingAgeMs: run.maxWaitingAgeMs,
    isFiltered: coverage?.isFiltered ?? false,
    onWaiting: (id, leaf) => ledger.add(SEEN.waiting, 0, id, leaf),
  });
  state.checked += queue.there;
  if (coverage !== undefined && queue.waiting === MAX_QUEUE)
    state.notCovered.push(`More than ${MAX_QUEUE} records wait for a seal, and only these were looked at.`);
  if (queue.isUnsigned)
    state.notCovered.push(
      `${queue.waiting} records of the export were under no seal when it was taken, and should be by now: take an export after they were sealed.`,
    );
}

/**
 * Records that nothing knows. Where each record of a database was found under its seal or in the queue, once, and it has
 * no more than that, there are none, and they need not be looked for. A copy may say any number.
 */
async function checkUnknown({ check, coverage, findings, run, source, state }: Parts, sealed: number): Promise<void> {
  if (coverage !== undefined || run.from > 1) {
    await checkStrays(source, check);
    return;
  }
  if (findings.total === 0 && (await source.totals()).records === state.checked) return;
  const strays = await checkStrays(source, check);
  if (strays === 0) await checkCount(source, { sealed, lastSeal: state.lastSeal, findings });
}

/** Lines of a copy that nothing above has read. */
async function checkExtraLines(source: CopiedSource, findings: Findings): Promise<void> {
  for (const { id, isPersonal } of await source.extraLines()) {
    const what = isPersonal
      ? 'The export has a line with a personal value of the record in another place than its seal says.'
      : 'The export has one more line about the record, or one in another place than its seal says.';
    findings.add({ problem: isPersonal ? 'personal_uncommitted' : 'duplicate', id, what });
  }
}

/** Everything that a verification does, in the order in which it has to: seals, what they excuse, the queue, the rest. */
export async function runVerification(
  source: EvidenceSource,
  asked: VerificationRun,
  state: VerificationState,
  findings: Findings,
): Promise<void> {
  const coverage = isCopied(source) ? await source.coverage() : undefined;
  const run = { ...asked, from: Math.max(asked.from, coverage?.fromSeal ?? 1) };
  if (run.from > asked.from) state.notCovered.push(`The export does not hold the seals before ${run.from}.`);
  const trail = await source.trail();
  Object.assign(state, { trail }, await source.totals());
  const expected = run.trail ?? run.anchors?.[0]?.trail ?? trail;
  if (expected !== trail)
    findings.add({
      problem: 'trail_unexpected',
      seal: run.from,
      what: `This is trail ${trail}, and ${expected} was asked for.`,
    });
  const stored = await source.anchors();
  const given = run.anchors ?? [];
  await checkOlderAnchors(source, [given, stored], {
    from: run.from,
    heldFrom: coverage?.fromSeal ?? 1,
    trail,
    findings,
  });
  const before = await readStart(source, run.from);
  const ledger = createIdLedger();
  const givenKeys = createGivenKeys(run, findings);
  const parts: Parts = {
    source,
    run,
    state,
    findings,
    coverage,
    check: { findings, derived: coverage !== undefined, withPersonal: coverage?.hasPersonal ?? true },
    chain: createSealChain({ ...run, trail, findings, givenKeys, ...(before && { previousHash: before.hash }) }),
    anchors: createAnchorCheck(given, stored, { from: run.from, trail, findings }),
    absent: createAbsentRecords(),
    excused: new Map(),
    ledger,
    givenKeys,
  };
  try {
    await checkSeals(parts);
    parts.anchors.end(state.lastSeal);
    state.anchoredUpTo = parts.anchors.upTo;
    nameUnanchored(parts);
    const wrongKey = givenKeys.judge(state);
    await nameAbsent(parts, coverage?.isFiltered ?? false);
    const sealed = state.checked;
    await checkRest(parts);
    await checkWitness({ ...parts, sealedBefore: before?.sealedAt ?? 0 });
    if (isCopied(source)) await checkExtraLines(source, findings);
    await checkUnknown(parts, sealed);
    checkStart({ run, state, findings, isKnown: before !== undefined, heldFrom: coverage?.fromSeal ?? 1 });
    if (coverage) refuseTime(coverage.takenAt, run.now, state.lastSealedAt);
    if (wrongKey) throw wrongKey;
  } finally {
    ledger.close();
  }
}
