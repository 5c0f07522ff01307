import { fetchJson, listOf, objectOf, textOf } from './fetch-json.ts';
import type { FindEntries, RequestEntry, SignalEndpoint } from './reliability-options.ts';

/** One request is one trace; more have the ID where a caller repeats its own. */
const MAX_TRACES = 5;
const TRACE_ID = /^[0-9a-f]{32}$/;

/** Whole milliseconds and their fraction of nanoseconds in a text, which no number holds exactly. */
const milliseconds = (nanoseconds: unknown): number =>
  /^\d{1,20}$/.test(textOf(nanoseconds)) ? Number(BigInt(textOf(nanoseconds)) / 1_000n) / 1_000 : Number.NaN;

/** Attributes of OTLP in JSON: a list of keys with a value of one kind. */
function attributesOf(list: unknown): Record<string, string | number | boolean> {
  const facts: Record<string, string | number | boolean> = {};
  for (const each of listOf(list)) {
    const { key, value } = objectOf(each);
    const { stringValue, intValue, boolValue } = objectOf(value);
    const found = stringValue ?? intValue ?? boolValue;
    if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean')
      facts[textOf(key)] = found;
  }
  return facts;
}

function entryOf(
  span: Readonly<Record<string, unknown>>,
  resource: Record<string, string | number | boolean>,
): RequestEntry {
  const at = milliseconds(span['startTimeUnixNano']);
  const { code } = objectOf(span['status']);
  const failed = code === 2 || code === 'STATUS_CODE_ERROR';
  const duration = milliseconds(span['endTimeUnixNano']) - at;
  const facts = {
    'service.name': resource['service.name'],
    ...(Number.isFinite(duration) && { duration_ms: Math.round(duration * 10) / 10 }),
    ...attributesOf(span['attributes']),
  };
  return {
    at,
    what: textOf(span['name']) || 'a span without a name',
    facts,
    ...(failed && { level: 'error' as const }),
  };
}

/** Spans of an answer in OTLP, under either of the names that versions of Tempo give its top. */
function spansOf(answer: unknown): readonly RequestEntry[] {
  const { batches, resourceSpans, trace } = objectOf(answer);
  const groups = listOf(batches ?? resourceSpans ?? objectOf(trace)['resourceSpans']);
  return groups.flatMap((group) => {
    const { resource, scopeSpans } = objectOf(group);
    const facts = attributesOf(objectOf(resource)['attributes']);
    return listOf(scopeSpans).flatMap((scope) =>
      listOf(objectOf(scope)['spans']).map((span) => entryOf(objectOf(span), facts)),
    );
  });
}

/** Spans of the traces that carry a request ID, or of the trace of that ID, from the HTTP API of Tempo. */
export const createTempo =
  (endpoint: SignalEndpoint): FindEntries =>
  async (id, { from, until, signal }) => {
    const quoted = JSON.stringify(id);
    const span = { start: `${Math.floor(from / 1_000)}`, end: `${Math.ceil(until / 1_000)}` };
    const q = `{ span."http.response.header.x-request-id" = ${quoted} || trace:id = ${quoted} }`;
    const { traces } = objectOf(
      await fetchJson(endpoint, '/api/search', { q, ...span, limit: `${MAX_TRACES}` }, signal),
    );
    const found = listOf(traces)
      .map((trace) => textOf(objectOf(trace)['traceID']).padStart(32, '0'))
      .filter((trace) => TRACE_ID.test(trace));
    const answers = await Promise.all(
      found.slice(0, MAX_TRACES).map((trace) => fetchJson(endpoint, `/api/traces/${trace}`, span, signal)),
    );
    return answers.flatMap(spansOf);
  };
