/** OTLP in JSON as the collector writes it; what a test looks at. It is read here and not by our own reader of OTLP. */
interface Value {
  readonly stringValue?: string;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values?: readonly Value[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
}

interface KeyValue {
  readonly key: string;
  readonly value?: Value;
}

interface Carrier {
  readonly attributes?: readonly KeyValue[];
}

interface Point extends Carrier {
  readonly count?: string;
  readonly asInt?: string;
  readonly asDouble?: number;
}

interface Data {
  readonly dataPoints?: readonly Point[];
}

export interface Span extends Carrier {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly events?: readonly Carrier[];
  readonly links?: readonly (Carrier & { readonly traceId: string; readonly spanId: string })[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface LogRecord extends Carrier {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly severityText?: string;
  readonly body?: Value;
}

export interface Metric {
  readonly name: string;
  readonly sum?: Data;
  readonly gauge?: Data;
  readonly histogram?: Data;
}

interface Scoped {
  readonly spans?: readonly Span[];
  readonly logRecords?: readonly LogRecord[];
  readonly metrics?: readonly Metric[];
}

interface Group {
  readonly resource?: Carrier;
  readonly scopeSpans?: readonly Scoped[];
  readonly scopeLogs?: readonly Scoped[];
  readonly scopeMetrics?: readonly Scoped[];
}

interface Line {
  readonly resourceSpans?: readonly Group[];
  readonly resourceLogs?: readonly Group[];
  readonly resourceMetrics?: readonly Group[];
}

/** Every request's worth, in the order of arrival; a line that is still being written is not one yet. */
const linesOf = (text: string): readonly Line[] =>
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

const groupsOf = ({ resourceSpans = [], resourceLogs = [], resourceMetrics = [] }: Line): readonly Group[] => [
  ...resourceSpans,
  ...resourceLogs,
  ...resourceMetrics,
];

const scopesOf = ({ scopeSpans = [], scopeLogs = [], scopeMetrics = [] }: Group): readonly Scoped[] => [
  ...scopeSpans,
  ...scopeLogs,
  ...scopeMetrics,
];

const scopesIn = (text: string): readonly Scoped[] => linesOf(text).flatMap(groupsOf).flatMap(scopesOf);

export const spansIn = (text: string): readonly Span[] => scopesIn(text).flatMap(({ spans = [] }) => spans);

export const recordsIn = (text: string): readonly LogRecord[] =>
  scopesIn(text).flatMap(({ logRecords = [] }) => logRecords);

function plain(value: Value = {}): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.kvlistValue) return plainOf({ attributes: value.kvlistValue.values ?? [] });
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}

/** The attributes as a plain object. */
export const plainOf = ({ attributes = [] }: Carrier): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));

export const bodyOf = ({ body }: LogRecord): unknown => plain(body);

/** The distinct resources. */
export const resourcesIn = (text: string): readonly Readonly<Record<string, unknown>>[] => {
  const found = linesOf(text)
    .flatMap(groupsOf)
    .map(({ resource = {} }) => plainOf(resource));
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
};

const pointsOf = ({ sum, gauge, histogram }: Metric): readonly Point[] => (sum ?? gauge ?? histogram)?.dataPoints ?? [];

export const pointsIn = (text: string): readonly Point[] =>
  scopesIn(text).flatMap(({ metrics = [] }) => metrics.flatMap(pointsOf));

/** Number or sum of a metric in the last collection that holds it, over all of its series; the counts are cumulative. */
export function totalIn(text: string, name: string): number {
  const last = linesOf(text)
    .map((line) =>
      groupsOf(line)
        .flatMap(scopesOf)
        .flatMap(({ metrics = [] }) => metrics),
    )
    .map((metrics) => metrics.filter((metric) => metric.name === name))
    .findLast((metrics) => metrics.length > 0);
  return (last ?? [])
    .flatMap(pointsOf)
    .reduce((total, { count, asInt, asDouble }) => total + Number(count ?? asInt ?? asDouble ?? 0), 0);
}
