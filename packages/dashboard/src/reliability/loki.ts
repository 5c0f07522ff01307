import { fetchJson, listOf, objectOf, textOf } from './fetch-json.ts';
import type { FindEntries, RequestEntry, SignalEndpoint } from './reliability-options.ts';

/** A request writes some dozens; a job that runs all night under one ID would fill the page. */
export const MAX_LINES = 500;

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const levelOf = (text: string): RequestEntry['level'] => LEVELS.find((level) => level === text.toLowerCase());

const NS_PER_MS = 1_000_000n;

function millisecondsOf(nanoseconds: string): number {
  if (!/^\d{1,20}$/.test(nanoseconds)) return Number.NaN;
  const all = BigInt(nanoseconds);
  return Number(all / NS_PER_MS) + Number(all % NS_PER_MS) / 1e6;
}

/** How each line begins that the logger writes, in this order; no other program is known to begin so. */
const HEAD = /^\{"level":"[a-z]{4,5}","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","service":"/;

/** The scope under which the packages send records over OTLP. */
const SCOPE = '@plumbline/otel';

/** In place of a text that nobody redacted, such as the address that a proxy was asked for. */
const FOREIGN = 'a line of another program';

type Named = Readonly<Record<string, unknown>>;

/** The members of a line as the logger writes it; undefined for any other. */
function recordOf(line: string): Named | undefined {
  if (!HEAD.test(line)) return undefined;
  try {
    const record = objectOf(JSON.parse(line) as unknown);
    return textOf(record['msg']) === '' ? undefined : record;
  } catch {
    return undefined;
  }
}

/** Whether Plumbline sent a record over OTLP: both names come from there, and an ID alone may be the label of a proxy's line. */
const isSentByUs = (stream: Named): boolean =>
  stream['scope_name'] === SCOPE ||
  (textOf(stream['plumbline_request_id']) !== '' && textOf(stream['severity_text']) !== '');

/** A line of ours with its facts; of any other only when it was written, and of which service. */
function entryOf(stream: Named, pair: unknown): RequestEntry {
  const [time, given] = listOf(pair);
  const at = millisecondsOf(textOf(time));
  const line = textOf(given);
  const record = recordOf(line);
  if (record === undefined && !isSentByUs(stream)) {
    return { at, what: FOREIGN, facts: { service_name: textOf(stream['service_name']) } };
  }
  const level = levelOf(textOf(record?.['level']) || textOf(stream['severity_text']));
  const facts = { ...stream, ...record } as Readonly<Record<string, string>>;
  const what = textOf(record?.['msg']) || line || 'a line without a message';
  return { at, what, facts, ...(level !== undefined && { level }) };
}

/** Lines that carry a request or trace ID, from the HTTP API of Loki. `id` is of a charset that needs no escape in LogQL. */
export const createLoki =
  (endpoint: SignalEndpoint): FindEntries =>
  async (id, { from, until, signal }) => {
    const quoted = JSON.stringify(id);
    const query = `{service_name=~".+"} | plumbline_request_id=${quoted} or trace_id=${quoted} or request_id=${quoted}`;
    const asked = { query, start: `${from}000000`, end: `${until}000000`, limit: `${MAX_LINES}`, direction: 'forward' };
    const { data } = objectOf(await fetchJson(endpoint, '/loki/api/v1/query_range', asked, signal));
    return listOf(objectOf(data)['result']).flatMap((each) => {
      const { stream, values } = objectOf(each);
      return listOf(values).map((pair) => entryOf(objectOf(stream), pair));
    });
  };
