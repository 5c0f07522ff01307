import { endpointFault } from './endpoint.ts';

/** Environment variables, as `process.env` holds them. */
export type OtelEnvironment = Readonly<Record<string, string | undefined>>;

/** An environment, and where its faults go. */
export interface EnvironmentReader {
  readonly env: OtelEnvironment;
  readonly faults: string[];
}

/** An entry where there is a value, and none where there is not. */
export const keyed = <V>(key: string, value: V | undefined): Record<string, V> =>
  value === undefined ? {} : { [key]: value };

/** An empty variable counts as absent: the OpenTelemetry specification says so. */
export const read = ({ env }: Pick<EnvironmentReader, 'env'>, name: string): string | undefined => {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
};

/** `key=value` pairs by comma, values percent-encoded, as OTEL_RESOURCE_ATTRIBUTES and the header variables use. */
export function readPairs(reader: EnvironmentReader, name: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const [index, part] of (read(reader, name) ?? '').split(',').entries()) {
    if (part.trim() === '') continue;
    const split = part.indexOf('=');
    try {
      if (split < 1) throw new TypeError('no key');
      pairs[part.slice(0, split).trim()] = decodeURIComponent(part.slice(split + 1).trim());
    } catch {
      reader.faults.push(`${name}: entry ${index + 1} must be key=value, percent-encoded`);
    }
  }
  return pairs;
}

export function readEndpoint(reader: EnvironmentReader, name: string): string | undefined {
  const url = read(reader, name);
  const fault = url === undefined ? undefined : endpointFault(url);
  if (fault !== undefined) reader.faults.push(`${name} ${fault}`);
  return url;
}

export function readNumber(
  reader: EnvironmentReader,
  name: string,
  fits: (value: number) => boolean,
  rule: string,
): number | undefined {
  const text = read(reader, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (fits(value)) return value;
  reader.faults.push(`${name} must be ${rule}`);
  return undefined;
}

/** A whole number within bounds, both included. */
export const readWhole = (
  reader: EnvironmentReader,
  name: string,
  { least, most, what }: { readonly least: number; readonly most: number; readonly what: string },
): number | undefined =>
  readNumber(
    reader,
    name,
    (value) => Number.isSafeInteger(value) && value >= least && value <= most,
    `${what} from ${least} to ${most}`,
  );

/** Values that OpenTelemetry defines somewhere. No other value is ever repeated: a secret may stand in the wrong place. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'grpc http/protobuf http/json otlp none console logging prometheus zipkin ' +
    'always_on always_off traceidratio jaeger_remote parentbased_jaeger_remote xray ' +
    'parentbased_always_on parentbased_always_off parentbased_traceidratio'
  ).split(' '),
);

/** What is wrong with a value that must be one of a list; the value itself only where OpenTelemetry defines it. */
export const wordFault = (name: string, value: string, allowed: readonly string[]): string => {
  const list = [allowed.slice(0, -1).join(', '), allowed.at(-1)].filter(Boolean).join(' or ');
  return WORDS.has(value) ? `${name} is \`${value}\`, which is not supported; set ${list}` : `${name} must be ${list}`;
};

export function readWord<const W extends string>(
  reader: EnvironmentReader,
  name: string,
  allowed: readonly W[],
): W | undefined {
  const value = read(reader, name);
  const word = allowed.find((one) => one === value);
  if (value !== undefined && word === undefined) reader.faults.push(wordFault(name, value, allowed));
  return word;
}
