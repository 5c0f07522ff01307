interface Scaled {
  readonly digits: bigint;
  readonly places: number;
}

/** `0.50` is `0.5`, and `1.0` is `1`. */
function withoutZeros(text: string): string {
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end);
}

function scaled(value: number): Scaled {
  // 20 places: `String` would write a small number with an exponent.
  const text = String(value).includes('e') ? withoutZeros(value.toFixed(20)) : String(value);
  const [whole = '0', fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), places: fraction.length };
}

function written({ digits, places }: Scaled): string {
  const text = digits.toString().padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const fraction = text.slice(text.length - places);
  return withoutZeros(fraction === '' ? whole : `${whole}.${fraction}`);
}

/** `1 - value` as people write it: 0.005 and not 0.0050000000000000044. For 0 to 1. */
export function complement(value: number): string {
  const { digits, places } = scaled(value);
  return written({ digits: 10n ** BigInt(places) - digits, places });
}

/** `factor * (1 - value)` without the error of binary fractions. */
export function timesComplement(factor: number, value: number): string {
  const { digits, places } = scaled(factor);
  const rest = scaled(value);
  return written({ digits: digits * (10n ** BigInt(rest.places) - rest.digits), places: places + rest.places });
}
