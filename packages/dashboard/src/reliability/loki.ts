import { fetchJson, listOf, objectOf, textOf } from './fetch-json.ts';
import type { FindEntries, RequestEntry, SignalEndpoint } from './reliability-options.ts';

/** A request writes some dozens; a job that runs all night under one ID would fill the page. */
const MAX_LINES = 500;

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const levelOf = (text: string): RequestEntry['level'] => LEVELS.find((level) => level === text.toLowerCase());

const NS_PER_MS = 1_000_000n;

function millisecondsOf(nanoseconds: string): number {
  if (!/^\d{1,20}$/.test(nanoseconds)) return Number.NaN;
  const all = BigInt(nanoseconds);
  return Number(all / NS_PER_MS) + Number(all % NS_PER_MS) / 1e6;
}

/** A line that is a JSON record as the logger writes it, or the text of a record that came over OTLP. */
function parseLine(line: string): { what: string; facts: Readonly<Record<string, unknown>> } {
  if (!line.startsWith('{')) return { what: line, facts: {} };
  try {
    const facts = objectOf(JSON.parse(line) as unknown);
    return { what: textOf(facts['msg']) || textOf(facts['message']) || 'a line without a message', facts };
  } catch {
    return { what: line, facts: {} };
  }
}

function entryOf(stream: Readonly<Record<string, unknown>>, pair: unknown): RequestEntry {
  const [time, line] = listOf(pair);
  const { what, facts } = parseLine(textOf(line));
  const level = levelOf(textOf(facts['level']) || textOf(stream['severity_text']) || textOf(stream['detected_level']));
  const all = { ...stream, ...facts } as Readonly<Record<string, string>>;
  return { at: millisecondsOf(textOf(time)), what, facts: all, ...(level !== undefined && { level }) };
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
