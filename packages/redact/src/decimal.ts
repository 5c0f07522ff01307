// Most fractions in logs are durations and amounts of at most three decimals, and the engine looks for the shortest decimal
// of a number in steps: this is a fifth of the time. A quotient of whole numbers is rounded as the decimal is read, and two
// decimals of 15 digits never name one number, so the text is the engine's own.

const SCALE = 1000;
/** Scaled whole numbers beyond this are no small integers of the engine. */
const MAX_SCALED = 2 ** 30;

/** `.25` for 250, nothing for 0; written down when one is met, as few of them ever are. */
const FRACTIONS: (string | undefined)[] = Array<string | undefined>(SCALE).fill(undefined);

const writeFraction = (i: number): string => (FRACTIONS[i] = i === 0 ? '' : `${i / SCALE}`.slice(1));

/** A number as JavaScript and JSON write it. */
export function decimalOf(x: number): string {
  const scaled = Math.round(x * SCALE);
  if (scaled / SCALE !== x || scaled < 0 || scaled > MAX_SCALED) return `${x}`;
  const whole = Math.trunc(scaled / SCALE);
  const rest = scaled - whole * SCALE;
  return `${whole}${FRACTIONS[rest] ?? writeFraction(rest)}`;
}
