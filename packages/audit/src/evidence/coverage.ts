import type { EvidenceSource } from '../seal-store.ts';

/** What a source holds of its trail, where that may be less than all. */
export interface EvidenceCoverage {
  /** First seal that it holds. */
  readonly fromSeal: number;
  /** Whether records of its seals were left out on purpose. */
  readonly isFiltered: boolean;
  /** Whether it holds the personal values. */
  readonly hasPersonal: boolean;
  /** When it was taken from the database, milliseconds since the epoch. */
  readonly takenAt: number;
}

/** A source that is a copy of another, such as an export. */
export interface CopiedSource extends EvidenceSource {
  coverage(): Promise<EvidenceCoverage>;
}

export const isCopied = (source: EvidenceSource): source is CopiedSource => 'coverage' in source;
