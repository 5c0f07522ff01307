import type { Random } from './random.ts';

/** Stands inside every planted value that can hold letters, so that one search finds a value that was cut or re-encoded. */
export const MARK = 'plbcnry';

/** Values without letters are searched as they are. Card and account numbers are published test numbers. */
const NUMERIC = ['4242424242424242', '5555555555554444', '378282246310005', 'DE89370400440532013000', '+4915112345678'];

/** A secret or personal value in the shape that a vendor or a person would give it. Built from parts: no key stands in the repository. */
export function plant(random: Random): string {
  const tail = random.int(0xffffff).toString(16).padStart(6, '0');
  const id = `${MARK}${tail}`;
  return random.pick([
    () => `ghp_${id.toUpperCase()}${'a7'.repeat(11)}0`.slice(0, 40),
    () => `sk_live_${id}9Qx2Lm8Vb4Tz`,
    () => `AKIA${id.toUpperCase()}QZX`.slice(0, 20),
    () => `xoxb-2345678901-${id}Kd83hs`,
    () => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI${id}In0.${id}xT4k9PqLz0`,
    () => `${id}@customer.example`,
    () => `Pa55-${id}!`,
    () => `https://${id}:s3cr3t-${id}@db.customer.example/prod`,
    () => random.pick(NUMERIC),
  ])();
}

/** What to search for: the mark in the encodings that telemetry might use, and the numbers. */
export function needles(): readonly string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('x'.repeat(shift) + MARK)
      .toString('base64')
      .replaceAll('=', '');
    // The characters next to the shift and at the end depend on the neighbours.
    return encoded.slice(shift === 0 ? 0 : shift + 1, -2);
  });
  const hex = Buffer.from(MARK).toString('hex');
  return [MARK, MARK.toUpperCase(), hex, ...base64, ...NUMERIC];
}
