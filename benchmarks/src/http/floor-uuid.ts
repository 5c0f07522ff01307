import { randomFillSync } from 'node:crypto';
import { put } from './floor-forms.ts';

export const UUID_LENGTH = 36;

const POOL_BYTES = 2_048;
/** Nine bytes give the digits behind the version; the variant is one more, which is always the same here. */
const RANDOM_BYTES = 9;
const TIME_DIGITS = 12;
const [SEVEN, DASH, VARIANT] = Buffer.from('7-8');

/** Writes a UUIDv7. */
export function createUuids(): (bytes: Buffer, at: number, ms: number) => void {
  const pool = Buffer.alloc(POOL_BYTES);
  let digits = Buffer.alloc(0);
  let used = 0;
  let now = 0;
  const form = Buffer.alloc(UUID_LENGTH, DASH);
  form[14] = SEVEN ?? 0;
  form[19] = VARIANT ?? 0;
  const time = (ms: number): void => {
    const text = ms.toString(16).padStart(TIME_DIGITS, '0');
    form.write(`${text.slice(0, 8)}-${text.slice(8)}`, 'latin1');
    now = ms;
  };
  return (bytes, at, ms) => {
    if (ms !== now) time(ms);
    if (used + RANDOM_BYTES * 2 > digits.length) {
      digits = Buffer.from(randomFillSync(pool).toString('hex'), 'latin1');
      used = 0;
    }
    put(form, 15, digits, used, 3);
    put(form, 20, digits, used + 3, 3);
    put(form, 24, digits, used + 6, 12);
    put(bytes, at, form, 0, UUID_LENGTH);
    used += RANDOM_BYTES * 2;
  };
}
