import type { EvidenceSource } from '../seal-store.ts';
import type { Findings } from './findings.ts';
import { isPruned, type PruneStatement } from './prune-statement.ts';

/**
 * Sealed records that are not there, until a later seal's statement says that they were pruned: one bit for each record of
 * a seal that lacks any, and nothing for the others.
 */
export interface AbsentRecords {
  /** How many there are. */
  readonly left: number;
  add(seal: number, index: number, size: number): void;
  /** Takes off what this statement covers, and answers how many. */
  excuse(statement: PruneStatement): number;
  /** Names what no statement covered. */
  report(source: EvidenceSource, findings: Findings): Promise<void>;
}

export function createAbsentRecords(): AbsentRecords {
  const absent = new Map<number, { readonly bits: Uint8Array; left: number }>();
  return {
    get left() {
      let left = 0;
      for (const entry of absent.values()) left += entry.left;
      return left;
    },
    add(seal, index, size) {
      const entry = absent.get(seal) ?? { bits: new Uint8Array((size + 7) >> 3), left: 0 };
      absent.set(seal, entry);
      const byte = entry.bits[index >> 3] ?? 0;
      const bit = 1 << (index & 7);
      if ((byte & bit) === 0) entry.left += 1;
      entry.bits[index >> 3] = byte | bit;
    },
    excuse(statement) {
      let excused = 0;
      for (const [seal, pruned] of statement.seals) {
        const entry = absent.get(seal);
        if (!entry) continue;
        for (let index = 0; index < entry.bits.length * 8; index += 1) {
          const bit = 1 << (index & 7);
          const byte = entry.bits[index >> 3] ?? 0;
          if ((byte & bit) === 0 || !isPruned(pruned, index)) continue;
          entry.bits[index >> 3] = byte & ~bit;
          entry.left -= 1;
          excused += 1;
        }
        if (entry.left === 0) absent.delete(seal);
      }
      return excused;
    },
    async report(source, findings) {
      const what = 'The record was sealed and is not there, and no signed statement says that it was pruned.';
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
