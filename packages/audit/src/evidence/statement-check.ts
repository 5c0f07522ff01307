import type { Seal } from '../seal/seal.ts';
import type { SealHeader } from '../seal/seal-header.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { AbsentRecords } from './absent-records.ts';
import type { Findings } from './findings.ts';
import { parsePruneStatement, speaksOfThePast } from './prune-statement.ts';
import type { PrunedBySeal, VerificationState } from './verification.ts';

export interface StatementCheckOptions {
  readonly absent: AbsentRecords;
  readonly findings: Findings;
  readonly source: EvidenceSource;
  readonly state: Pick<VerificationState, 'pruned' | 'prunedBy'>;
}

/** What the chain says of a seal with a statement. */
export interface JudgedHeader {
  readonly header?: SealHeader | undefined;
  /** Which a statement needs to excuse anything. */
  readonly isTrue: boolean;
  /** By a key that was not given, as are all before it: nobody can say whether the statement counts. */
  readonly isForeign: boolean;
}

/** Lets the statement of a seal excuse what it covers. */
export async function judgeStatement(
  seal: Seal,
  { header, isForeign, isTrue }: JudgedHeader,
  { absent, findings, source, state }: StatementCheckOptions,
): Promise<void> {
  if (seal.statement === undefined) return;
  const statement = parsePruneStatement(seal.statement, seal.no);
  if (!statement) {
    const what = 'The statement of the seal is not one of a kind that this version knows.';
    findings.add({ problem: 'statement_unreadable', seal: seal.no, what });
    return;
  }
  // The faults of any other seal are findings of their own.
  if (!header || !(isTrue || isForeign)) return;
  if (!speaksOfThePast(statement, header.sealedAt)) {
    const what = 'The statement of the seal would prune records of less than a day before it, and excuses none.';
    findings.add({ problem: 'statement_invalid', seal: seal.no, what });
    return;
  }
  if (isForeign) {
    await absent.hide(statement, source);
    return;
  }
  const records = await absent.excuse(statement, source);
  state.pruned += records;
  if (records > 0) state.prunedBy.push({ seal: seal.no, records });
}

/**
 * One sentence about what was pruned by statements behind the newest anchor, if anything was: whoever has stolen the key can
 * excuse what they delete, and an anchor from before that says so is all there is against it.
 *
 * @param upTo highest seal that an anchor or a time stamp confirms; 0 for none
 */
export function unanchoredPrunes(prunedBy: readonly PrunedBySeal[], upTo: number): string | undefined {
  let behind = 0;
  for (const { records, seal } of prunedBy) if (seal > upTo) behind += records;
  if (behind === 0) return undefined;
  const what = `${behind} records were pruned by statements behind the newest anchor, which only the key vouches for.`;
  return `${what} Publish an anchor, and verify again.`;
}
