import { systemClock } from '@plumbline/core';
import { counted } from '../counted.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { EvidenceCoverage } from './coverage.ts';
import type { Findings } from './findings.ts';
import { foreignLog } from './foreign-log.ts';
import type { IdLedger } from './id-ledger.ts';
import { addWitness, checkLedger, type JudgedSpan } from './ledger-check.ts';
import { CLOCKS_APART_MS } from './taken-at.ts';
import { leaveOut, type VerificationRun, type VerificationState } from './verification.ts';

/** What holding the witness against the trail needs of a run. */
export interface WitnessCheckOptions {
  readonly source: EvidenceSource;
  readonly run: VerificationRun;
  readonly state: VerificationState;
  readonly findings: Findings;
  readonly coverage: EvidenceCoverage | undefined;
  readonly ledger: IdLedger;
  /** When the seal before the first one was made, milliseconds since the epoch; 0 where there is none. */
  readonly sealedBefore: number;
}

/** What a filtered export does not hold may have been left out, whenever it was made. */
const NOTHING: JudgedSpan = { from: 0, to: -1, young: Number.POSITIVE_INFINITY, latest: Number.POSITIVE_INFINITY };

function spanOf({ coverage, run, sealedBefore }: WitnessCheckOptions): JudgedSpan {
  if (coverage?.isFiltered === true) return NOTHING;
  const young = run.witnessGraceMs > 0 ? run.now - run.witnessGraceMs : Number.POSITIVE_INFINITY;
  const to = coverage ? Math.min(coverage.takenAt, run.now) - run.witnessGraceMs : Number.POSITIVE_INFINITY;
  // The log may have grown while this ran.
  const latest = (run.clock ?? systemClock).now() + Math.max(run.witnessGraceMs, CLOCKS_APART_MS);
  return { from: sealedBefore, to, young, latest };
}

/** Puts the lines of the log beside what was seen, and judges both; finds what was sealed twice also without a log. */
export async function checkWitness(options: WitnessCheckOptions): Promise<void> {
  const { coverage, findings, ledger, run, source, state } = options;
  if (run.witness) await addWitness(ledger, run.witness);
  const foreign = run.witness && coverage?.isFiltered !== true ? await foreignLog(ledger, source) : undefined;
  const judged = spanOf(options);
  const requireWitness = run.witness !== undefined && run.requireWitness === true;
  const before = findings.list.length;
  const isForeign = foreign !== undefined;
  const asked = { findings, source, judged, requireWitness, isForeign };
  const { notJudged, unwitnessed, witnessed } = await checkLedger(ledger, asked);
  findings.sortById(before);
  if (foreign !== undefined) state.notCovered.push(foreign);
  if (!run.witness) return;
  Object.assign(state, { witnessed, unwitnessed });
  if (notJudged === 0) return;
  if (coverage?.isFiltered) {
    leaveOut(state, `${counted(notJudged, 'record')} that the log has may be among those that the export leaves out.`);
    return;
  }
  const what = `${counted(notJudged, 'record')} that the log has ${notJudged === 1 ? 'is' : 'are'} not in the export, which says that it was taken before that: nobody signed when it was.`;
  state.notCovered.push(what);
}
