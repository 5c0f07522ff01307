/** Of a number with a fraction. */
function withoutZeros(text: string): string {
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end);
}

const trimmed = (value: number): string => {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 0.01 || size === 0 ? 2 : 4;
  const text = value.toFixed(digits);
  return digits === 0 ? text : withoutZeros(text);
};

/** The largest step that is not larger than the value: `[1_000, ' K']`. */
function scaled(value: number, steps: readonly (readonly [size: number, name: string])[]): string {
  const [size, name] = steps.findLast(([least]) => Math.abs(value) >= least) ?? steps[0] ?? [1, ''];
  return `${trimmed(value / size)}${name}`;
}

const SHORT = [
  [1, ''],
  [1e3, ' K'],
  [1e6, ' Mil'],
  [1e9, ' Bil'],
] as const;
const BYTES = [
  [1, ' B'],
  [1_024, ' KiB'],
  [1_024 ** 2, ' MiB'],
  [1_024 ** 3, ' GiB'],
] as const;
const TIMES = [
  [1e-6, ' µs'],
  [1e-3, ' ms'],
  [1, ' s'],
  [60, ' min'],
  [3_600, ' h'],
  [86_400, ' d'],
] as const;
const RATES: Readonly<Record<string, string>> = { reqps: ' req/s', ops: ' ops/s', cps: ' /s' };

/** A number as Grafana's unit says it, near enough for a picture. */
export function formatValue(value: number, unit: string): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (unit === 's') return value === 0 ? '0 s' : scaled(value, TIMES);
  if (unit === 'percentunit') return `${trimmed(value * 100)}%`;
  if (unit === 'bytes') return scaled(value, BYTES);
  if (unit === 'Bps') return `${scaled(value, BYTES)}/s`;
  if (unit.startsWith('suffix:')) return `${trimmed(value)}${unit.slice('suffix:'.length)}`;
  return `${scaled(value, SHORT)}${RATES[unit] ?? ''}`;
}
