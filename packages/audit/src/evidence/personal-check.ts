import type { AuditRecord } from '../audit-record.ts';
import { commit } from '../personal/commitment.ts';
import type { PersonalValue } from '../seal-store.ts';
import type { TrailFinding } from './findings.ts';

const SALT = /^[0-9a-f]{32}$/;

const matches = ({ field, salt, value }: PersonalValue, commitment: string): boolean =>
  salt !== null && value !== null && SALT.test(salt) && commit(salt, field, value) === commitment;

/**
 * Holds the personal values of one record against what its body commits to. An erased value, whose salt is gone as well,
 * is in order; a deleted one is not.
 */
export function judgePersonal(
  { id, commitments = {} }: Pick<AuditRecord, 'commitments' | 'id'>,
  values: readonly PersonalValue[],
): TrailFinding[] {
  const findings: TrailFinding[] = [];
  const seen = new Set<string>();
  for (const value of values) {
    const { field } = value;
    const commitment = Object.hasOwn(commitments, field) ? commitments[field] : undefined;
    const isTwice = seen.has(field);
    seen.add(field);
    if (commitment === undefined || isTwice) {
      const what = 'A personal value stands beside the record, and the record does not commit to it.';
      findings.push({ problem: 'personal_uncommitted', id, field, what });
    } else if (!(value.salt === null && value.value === null) && !matches(value, commitment)) {
      const what = 'The personal value is not the one that the record commits to.';
      findings.push({ problem: 'personal_differs', id, field, what });
    }
  }
  for (const field of Object.keys(commitments)) {
    if (seen.has(field)) continue;
    const what = 'The record commits to a personal value that is not there, not even as an erased one.';
    findings.push({ problem: 'personal_missing', id, field, what });
  }
  return findings;
}
