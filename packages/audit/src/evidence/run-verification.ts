import type { Seal } from '../seal/seal.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { type AbsentRecords, createAbsentRecords, nameAbsent } from './absent-records.ts';
import { type AnchorCheck, checkOlderAnchors, createAnchorCheck } from './anchor-check.ts';
import { checkCount } from './count-check.ts';
import { type CopiedSource, type EvidenceCoverage, isCopied } from './coverage.ts';
import type { Findings } from './findings.ts';
import { createGivenKeys, type GivenKeys } from './given-keys.ts';
import { createIdLedger, type IdLedger, SEEN } from './id-ledger.ts';
import { checkQueue, checkStrays, MAX_QUEUE } from './queue-check.ts';
import { checkSealedRecords, type RecordCheckOptions, rowsById, valuesById } from './record-check.ts';
import { checkStart, readStart } from './run-start.ts';
import { createSealChain, type SealChain } from './seal-chain.ts';
import { ID_PAGE, ID_SLICE, sealedSlices } from './sealed-groups.ts';
import { type JudgedHeader, judgeStatement, unanchoredPrunes } from './statement-check.ts';
import { refuseTime } from './taken-at.ts';
import { leaveOut, type VerificationRun, type VerificationState } from './verification.ts';
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
  readonly ledger: IdLedger;
  readonly givenKeys: GivenKeys;
}

function nameUnanchored({ anchors, run, state }: Parts): void {
  if (!run.anchors || run.anchors.length === 0) return;
  const what = unanchoredPrunes(state.prunedBy, anchors.upTo);
  if (what !== undefined) state.notCovered.push(what);
}

function judgeSeal(seal: Seal, parts: Parts): JudgedHeader {
  const { anchors, chain, givenKeys, ledger, state } = parts;
  const { hash, header, isTrue } = chain.judge(seal);
  anchors.seal(seal.no, hash, seal.ids.length);
  ledger.addSealed(seal.no, seal.ids, seal.leaves);
  state.seals += 1;
  if (seal.no > state.lastSeal) {
    state.lastSeal = seal.no;
    state.lastSealHash = hash;
    if (header) state.lastSealedAt = header.sealedAt;
  }
  return { header, isTrue, isForeign: givenKeys.areForeign };
}

async function checkSeals(parts: Parts): Promise<void> {
  const { absent, check, findings, run, source, state } = parts;
  const page = isCopied(source) ? ID_PAGE : ID_SLICE;
  let judged: JudgedHeader | undefined;
  for await (const slice of sealedSlices(source, { from: run.from, withPersonal: check.withPersonal, page })) {
    const rows = rowsById(slice.rows, findings);
    const values = valuesById(slice.personal);
    for (const part of slice.parts) {
      if (part.start === 0) judged = judgeSeal(part.seal, parts);
      state.checked += await checkSealedRecords(part, rows, values, absent, check);
      const isLast = part.end === part.seal.ids.length;
      if (isLast && judged) await judgeStatement(part.seal, judged, parts);
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
  if (run.from > asked.from) leaveOut(state, `The export does not hold the seals before ${run.from}.`);
  const trail = await source.trail();
  Object.assign(state, { trail }, await source.totals());
  // Anchors of another trail are named by their check.
  const expected = run.trail ?? trail;
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
    chain: createSealChain({ ...run, trail, findings, givenKeys, ...(before && { before }) }),
    anchors: createAnchorCheck(given, stored, { from: run.from, trail, findings }),
    absent: createAbsentRecords(),
    ledger,
    givenKeys,
  };
  try {
    await checkSeals(parts);
    parts.anchors.end(state.lastSeal);
    state.anchoredUpTo = parts.anchors.upTo;
    nameUnanchored(parts);
    givenKeys.judge(state);
    await nameAbsent(parts, coverage?.isFiltered ?? false);
    const sealed = state.checked;
    await checkRest(parts);
    await checkWitness({ ...parts, sealedBefore: before?.sealedAt ?? 0 });
    if (isCopied(source)) await checkExtraLines(source, findings);
    await checkUnknown(parts, sealed);
    checkStart({ run, state, findings, isKnown: before !== undefined, heldFrom: coverage?.fromSeal ?? 1 });
    if (coverage) refuseTime(coverage.takenAt, run.now);
  } finally {
    ledger.close();
  }
}
