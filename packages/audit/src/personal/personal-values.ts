import { randomFillSync } from 'node:crypto';
import type { PersonalField } from '../audit-record.ts';
import { commit } from './commitment.ts';

const SALT_BYTES = 16;
/** Random bytes fetched per call of the platform's generator: a call per salt costs more than the salt. */
const POOL_BYTES = 4_096;

/** A personal field and its value as JSON text. */
export type PersonalInput = readonly [field: string, value: string];

/** What stands in the body and what stands beside it, for the same fields. */
export interface PersonalValues {
  /** In code unit order of the names. */
  readonly commitments: Readonly<Record<string, string>>;
  readonly personal: readonly PersonalField[];
}

/** A maker of salted values: each field of each record has a salt of its own, so that equal values look different. */
export function createPersonalValues(): (inputs: readonly PersonalInput[]) => PersonalValues {
  const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  let used = POOL_BYTES;
  const newSalt = (): string => {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += SALT_BYTES;
    return pool.toString('hex', used - SALT_BYTES, used);
  };
  return (inputs) => {
    const personal = inputs.map(([field, value]) => ({ field, salt: newSalt(), value }));
    personal.sort((a, b) => (a.field < b.field ? -1 : 1));
    const commitments: Record<string, string> = {};
    for (const { field, salt, value } of personal) commitments[field] = commit(salt, field, value);
    return { commitments, personal };
  };
}
