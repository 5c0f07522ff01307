import { PlumblineError, systemClock, toError } from '@plumbline/core';
import type { EvidenceSource } from '../seal-store.ts';
import { createFindings } from './findings.ts';
import { runVerification } from './run-verification.ts';
import { keysById } from './seal-chain.ts';
import type { TrailVerification, VerificationState, VerifyTrailOptions } from './verification.ts';

const HOUR_MS = 3_600_000;

function positive(name: string, value: number, least: number): number {
  if (value >= least && !Number.isNaN(value)) return value;
  throw new PlumblineError('PLB_OPTION_INVALID', `verifyTrail: \`${name}\` must be a number from ${least}`);
}

/**
 * Reads a sealed trail from a database or an export, and names each record and seal that is not as it was. It needs memory
 * for some 10,000 records at a time, and a temporary file of 55 bytes for each record.
 *
 * Throws PLB_OPTION_INVALID and PLB_AUDIT_KEY for wrong options. A source that cannot be read does not reject: see
 * `couldNotCheck`.
 *
 * @example
 * const result = await verifyTrail(sqliteEvidence({ path: 'audit.db' }), { publicKeys: await loadPublicKeys('seal.pub') });
 * process.exitCode = judgeVerification(result).exitCode;
 */
export async function verifyTrail(source: EvidenceSource, options: VerifyTrailOptions): Promise<TrailVerification> {
  keysById(options.publicKeys);
  const { clock = systemClock, from = 1, maxFindings = 1_000, maxWaitingAgeMs = HOUR_MS, witnessGraceMs = 0 } = options;
  if (!Number.isSafeInteger(from)) positive('from', Number.NaN, 1);
  const findings = createFindings(positive('maxFindings', maxFindings, 1));
  const checked = {
    ...options,
    from: positive('from', from, 1),
    maxWaitingAgeMs: positive('maxWaitingAgeMs', maxWaitingAgeMs, 0),
    witnessGraceMs: positive('witnessGraceMs', witnessGraceMs, 0),
    now: clock.now(),
  };
  const state: VerificationState = {
    trail: undefined,
    records: 0,
    seals: 0,
    checked: 0,
    pruned: 0,
    prunedBy: [],
    leftOut: 0,
    waiting: 0,
    witnessed: 0,
    unwitnessed: 0,
    notCovered: [],
    partial: [],
    lastSeal: 0,
    anchoredUpTo: 0,
  };
  try {
    await runVerification(source, checked, state, findings);
  } catch (error) {
    const couldNotCheck = toError(error).message;
    return { ...state, findings: findings.list, found: findings.total, couldNotCheck };
  }
  return { ...state, findings: findings.list, found: findings.total };
}

/** What is not covered although the copy is of a part. */
export function notExcused({ notCovered, partial }: Pick<TrailVerification, 'notCovered' | 'partial'>): string[] {
  const excused = new Set(partial);
  return notCovered.filter((what) => !excused.has(what));
}

/** What a verification means for a program that has to end with one number. */
export interface VerificationVerdict {
  /** 0: intact. 1: something was changed. 2: not everything could be checked. */
  readonly exitCode: 0 | 1 | 2;
  /** Why, where it is not 0. */
  readonly reason?: string;
}

/**
 * A finding counts for more than what could not be checked. A copy that holds less than its trail is not called intact
 * unless whoever asks says that a part is enough.
 *
 * @param options.acceptPartial take a filtered export, or one of later seals, for what it is. It excuses what such a copy
 *   leaves out (`partial`), and nothing else that is not covered.
 */
export function judgeVerification(
  result: TrailVerification,
  { acceptPartial = false }: { readonly acceptPartial?: boolean } = {},
): VerificationVerdict {
  if (result.found > 0) return { exitCode: 1, reason: result.findings[0]?.what ?? 'Something was changed.' };
  if (result.couldNotCheck !== undefined) return { exitCode: 2, reason: result.couldNotCheck };
  const open = acceptPartial ? notExcused(result) : result.notCovered;
  if (open.length > 0) return { exitCode: 2, reason: open.join(' ') };
  return { exitCode: 0 };
}
