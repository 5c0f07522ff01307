import type { Seal } from '../seal/seal.ts';
import { parseSealHeader, sealHash, type SealHeader } from '../seal/seal-header.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { type AbsentRecords, createAbsentRecords } from './absent-records.ts';
import { type AnchorCheck, createAnchorCheck } from './anchor-check.ts';
import { type EvidenceCoverage, isCopied } from './coverage.ts';
import type { Findings } from './findings.ts';
import { createIdLedger, type IdLedger, SEEN } from './id-ledger.ts';
import { addWitness, checkLedger } from './ledger-check.ts';
import { parsePruneStatement } from './prune-statement.ts';
import { checkQueue, checkStrays, MAX_QUEUE } from './queue-check.ts';
import { checkSealedRecords, type RecordCheckOptions, rowsById, valuesById } from './record-check.ts';
import { createSealChain, type SealChain } from './seal-chain.ts';
import { sealedGroups } from './sealed-groups.ts';
import type { VerificationRun, VerificationState } from './verification.ts';

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
}

/** The seal before the first one that is verified, if it is there and can be read. */
async function sealBefore(
  source: EvidenceSource,
  from: number,
): Promise<{ hash: string; sealedAt: number } | undefined> {
  if (from === 1) return undefined;
  const [seal] = await source.seals({ from: from - 1, limit: 1 });
  if (seal?.no !== from - 1) return undefined;
  try {
    return { hash: sealHash(seal.header), sealedAt: parseSealHeader(seal.header).sealedAt };
  } catch {
    return undefined;
  }
}

function judgeStatement(seal: Seal, isTrue: boolean, { absent, findings, state }: Parts): void {
  if (seal.statement === undefined) return;
  const statement = parsePruneStatement(seal.statement, seal.no);
  if (!statement) {
    const what = 'The statement of the seal is not one of a kind that this version knows.';
    findings.add({ problem: 'statement_unreadable', seal: seal.no, what });
  } else if (isTrue) state.pruned += absent.excuse(statement);
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
  for await (const group of sealedGroups(source, run.from, check.withPersonal)) {
    const rows = rowsById(group.rows, findings);
    const values = valuesById(group.personal);
    for (const seal of group.seals) {
      const { isTrue } = judgeSeal(seal, parts);
      state.checked += checkSealedRecords(seal, rows, values, absent, check);
      judgeStatement(seal, isTrue, parts);
    }
  }
}

async function checkRest(parts: Parts): Promise<void> {
  const { check, coverage, ledger, run, source, state } = parts;
  const queue = await checkQueue(source, {
    ...check,
    now: coverage?.takenAt ?? run.now,
    maxWaitingAgeMs: run.maxWaitingAgeMs,
    isFiltered: coverage?.isFiltered ?? false,
    onWaiting: (id, leaf) => ledger.add(SEEN.waiting, 0, id, leaf),
  });
  state.checked += queue.there;
  if (queue.waiting === MAX_QUEUE)
    state.notCovered.push(`More than ${MAX_QUEUE} records wait for a seal, and only these were looked at.`);
}

/**
 * Records that nothing knows. Where each record of a database was found under its seal or in the queue, once, and it has
 * no more than that, there are none, and they need not be looked for. A copy may say any number.
 */
async function checkUnknown({ check, coverage, findings, run, source, state }: Parts): Promise<void> {
  const isCounted = coverage === undefined && run.from === 1 && findings.total === 0;
  if (isCounted && (await source.totals()).records === state.checked) return;
  await checkStrays(source, check);
}

async function checkWitness(parts: Parts, sealedBefore: number): Promise<void> {
  const { coverage, findings, ledger, run, source, state } = parts;
  if (run.witness) await addWitness(ledger, run.witness);
  const to = Math.min(coverage?.takenAt ?? Number.POSITIVE_INFINITY, run.now - run.witnessGraceMs);
  const isLoose = coverage?.isFiltered === true;
  const judged = {
    from: isLoose ? Number.POSITIVE_INFINITY : sealedBefore,
    to: run.witnessGraceMs > 0 || coverage ? to : Number.POSITIVE_INFINITY,
  };
  const requireWitness = run.witness !== undefined && run.requireWitness === true;
  const { notJudged, unwitnessed, witnessed } = await checkLedger(ledger, { findings, source, judged, requireWitness });
  if (!run.witness) return;
  Object.assign(state, { witnessed, unwitnessed });
  if (notJudged > 0 && isLoose)
    state.notCovered.push(`${notJudged} records that the log has may be among those that the export leaves out.`);
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
  const before = await sealBefore(source, run.from);
  Object.assign(state, { trail }, await source.totals());
  const expected = run.trail ?? run.anchors?.[0]?.trail ?? trail;
  if (expected !== trail)
    findings.add({
      problem: 'trail_unexpected',
      seal: run.from,
      what: `This is trail ${trail}, and ${expected} was asked for.`,
    });
  const ledger = createIdLedger();
  const parts: Parts = {
    source,
    run,
    state,
    findings,
    coverage,
    check: { findings, derived: coverage !== undefined, withPersonal: coverage?.hasPersonal ?? true },
    chain: createSealChain({ ...run, trail, findings, ...(before && { previousHash: before.hash }) }),
    anchors: createAnchorCheck(run.anchors ?? [], await source.anchors(), { from: run.from, trail, findings }),
    absent: createAbsentRecords(),
    ledger,
  };
  try {
    await checkSeals(parts);
    parts.anchors.end(state.lastSeal);
    state.anchoredUpTo = parts.anchors.upTo;
    if (coverage?.isFiltered) nameLeftOut(parts);
    else await parts.absent.report(source, findings);
    await checkRest(parts);
    await checkWitness(parts, before?.sealedAt ?? 0);
    await checkUnknown(parts);
  } finally {
    ledger.close();
  }
}

function nameLeftOut({ absent, state }: Parts): void {
  state.leftOut = absent.left;
  state.notCovered.push(`The export leaves out ${absent.left} records of its seals.`);
}
