import { PlumblineError } from '@plumbline/core';
import { keyAfter } from '../seal/continue-chain.ts';
import { parseSealHeader, sealHash } from '../seal/seal-header.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { Findings } from './findings.ts';
import type { VerificationState } from './verification.ts';

/** The seal before the first one that is verified. */
export interface SealBefore {
  readonly hash: string;
  /** Milliseconds since the epoch; 0 where the header cannot be read. */
  readonly sealedAt: number;
  /** ID of the key that has to sign the seal behind it; undefined where the header cannot be read. */
  readonly nextKey?: string;
}

function saidBy(header: string): Omit<SealBefore, 'hash'> {
  try {
    const parsed = parseSealHeader(header);
    return { sealedAt: parsed.sealedAt, nextKey: keyAfter(parsed) };
  } catch {
    return { sealedAt: 0 };
  }
}

/** Undefined where the first seal is the one to begin with, and where the one before is not there. */
export async function readStart(source: EvidenceSource, from: number): Promise<SealBefore | undefined> {
  if (from === 1) return undefined;
  const [seal] = await source.seals({ from: from - 1, limit: 1 });
  if (seal?.no !== from - 1) return undefined;
  return { hash: sealHash(seal.header), ...saidBy(seal.header) };
}

/**
 * Whether there was anything to begin with. Names the seal before the first one where it should be there; throws
 * PLB_AUDIT_EVIDENCE where a later seal was asked for and none judged.
 *
 * @param options.isKnown whether the seal before was there
 * @param options.heldFrom first seal that the source holds
 */
export function checkStart(options: {
  readonly run: { readonly from: number };
  readonly state: Pick<VerificationState, 'seals'>;
  readonly findings: Findings;
  readonly isKnown: boolean;
  readonly heldFrom: number;
}): void {
  const { findings, heldFrom, isKnown, run, state } = options;
  if (run.from === 1) return;
  if (state.seals === 0)
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', `there is no seal ${run.from} and none behind it`, {
      fix: 'Begin with a seal that is there, or verify the whole trail.',
    });
  if (isKnown || heldFrom >= run.from) return;
  const what = 'The seal is not there, and a later one is.';
  findings.add({ problem: 'seal_missing', seal: run.from - 1, what });
}
