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

/** A line of a copy that nothing vouches for. */
export interface ExtraLine {
  readonly id: string;
  /** Whether it is about a personal value. */
  readonly isPersonal: boolean;
}

/** A source that is a copy of another, such as an export. */
export interface CopiedSource extends EvidenceSource {
  coverage(): Promise<EvidenceCoverage>;
  /**
   * Lines about records of seals that were asked for, which no answer was made from: one more line of a record, or one in
   * another place than where its seal is said to have its lines. To be asked when everything else was.
   */
  extraLines(): Promise<readonly ExtraLine[]>;
}

export const isCopied = (source: EvidenceSource): source is CopiedSource => 'coverage' in source;
