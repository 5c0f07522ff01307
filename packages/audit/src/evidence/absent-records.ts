import { counted } from '../counted.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { Findings } from './findings.ts';
import { isOldEnough, isPruned, type PrunedRecords, type PruneStatement } from './prune-statement.ts';
import { leaveOut, type VerificationState } from './verification.ts';

/**
 * Sealed records that are not there, until a later seal's statement says that they were pruned: one bit for each record of
 * a seal that lacks any, and nothing for the others.
 */
export interface AbsentRecords {
  /** How many there are. */
  readonly left: number;
  /** IDs of a seal come in their order. */
  add(seal: number, index: number, { id, size }: { readonly id: string; readonly size: number }): void;
  /** Takes off what this statement covers and was made before its time, and answers how many. */
  excuse(statement: PruneStatement, source: Pick<EvidenceSource, 'seals'>): Promise<number>;
  /** How many `hide` took off. */
  readonly hidden: number;
  /** Takes off what a statement by an unknown key covers: it excuses nothing, and accuses nobody either. */
  hide(statement: PruneStatement, source: Pick<EvidenceSource, 'seals'>): Promise<void>;
  /** Names what no statement covered. */
  report(source: EvidenceSource, findings: Findings): Promise<void>;
}

interface AbsentOfSeal {
  readonly bits: Uint8Array;
  left: number;
  /** The greatest ID that was ever absent. */
  newest: string;
}

/** Takes off the bits that are set in both, where `fits` agrees; answers how many. */
function takeOff(entry: AbsentOfSeal, pruned: PrunedRecords, fits: (index: number) => boolean): number {
  const { bits, left } = entry;
  for (let index = 0; index < bits.length * 8; index += 1) {
    const bit = 1 << (index & 7);
    const byte = bits[index >> 3] ?? 0;
    if ((byte & bit) === 0 || !isPruned(pruned, index) || !fits(index)) continue;
    bits[index >> 3] = byte & ~bit;
    entry.left -= 1;
  }
  return left - entry.left;
}

const idsOf = async (source: Pick<EvidenceSource, 'seals'>, no: number): Promise<readonly string[]> => {
  const [seal] = await source.seals({ from: no, limit: 1 });
  return seal?.no === no ? seal.ids : [];
};

export function createAbsentRecords(): AbsentRecords {
  const absent = new Map<number, AbsentOfSeal>();
  let hidden = 0;
  return {
    get hidden() {
      return hidden;
    },
    async hide(statement, source) {
      hidden += await this.excuse(statement, source);
    },
    get left() {
      let left = 0;
      for (const entry of absent.values()) left += entry.left;
      return left;
    },
    add(seal, index, { id, size }) {
      const entry = absent.get(seal) ?? { bits: new Uint8Array((size + 7) >> 3), left: 0, newest: '' };
      absent.set(seal, entry);
      const byte = entry.bits[index >> 3] ?? 0;
      const bit = 1 << (index & 7);
      if ((byte & bit) === 0) entry.left += 1;
      entry.bits[index >> 3] = byte | bit;
      if (id > entry.newest) entry.newest = id;
    },
    async excuse(statement, source) {
      let excused = 0;
      for (const [seal, pruned] of statement.seals) {
        const entry = absent.get(seal);
        if (!entry) continue;
        // The seal is read again only where it reaches beyond the time of the statement.
        const ids = isOldEnough(statement, entry.newest) ? undefined : await idsOf(source, seal);
        excused += takeOff(entry, pruned, (index) => !ids || isOldEnough(statement, ids[index] ?? ''));
        if (entry.left === 0) absent.delete(seal);
      }
      return excused;
    },
    async report(source, findings) {
      const what =
        'The record was sealed and is not there, and no statement signed by a known key says that it was pruned.';
      for (const [no, { bits }] of absent) {
        const [seal] = await source.seals({ from: no, limit: 1 });
        for (const [index, id] of (seal?.ids ?? []).entries()) {
          if ((((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 0) continue;
          findings.add({ problem: 'missing', seal: no, id, what });
        }
      }
    },
  };
}

/**
 * Names what is left, where it is not left out by a filter. What statements by an unknown key cover is said to be open.
 */
export async function nameAbsent(
  {
    absent,
    findings,
    source,
    state,
  }: {
    readonly absent: AbsentRecords;
    readonly findings: Findings;
    readonly source: EvidenceSource;
    readonly state: VerificationState;
  },
  isFiltered: boolean,
): Promise<void> {
  const { hidden } = absent;
  if (isFiltered) {
    const left = absent.left + hidden;
    state.leftOut = left;
    leaveOut(state, `The export leaves out ${left} records of its seals.`);
    return;
  }
  if (hidden > 0)
    state.notCovered.push(
      `${counted(hidden, 'record')} of the seals ${hidden === 1 ? 'is' : 'are'} gone; the statements that may excuse that are signed by a key that was not given.`,
    );
  await absent.report(source, findings);
}
