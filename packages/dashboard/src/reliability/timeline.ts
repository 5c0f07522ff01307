import type { RequestEntry } from './reliability-options.ts';

/** From where something about a request is known. */
export type Layer = 'log' | 'span' | 'error' | 'audit' | 'event';

/** One line of the page of a request. */
export interface TimelineEntry {
  /** Milliseconds since the epoch, with a fraction where the store knows it. */
  readonly at: number;
  readonly layer: Layer;
  readonly what: string;
  readonly failed: boolean;
  readonly facts: readonly (readonly [string, string])[];
}

/**
 * Facts that are shown, by every name under which stores have them. They are identifiers, patterns, codes and lengths of time;
 * whatever else a line carries stays where it is.
 */
const FACTS: Readonly<Record<string, string>> = {
  service: 'service',
  service_name: 'service',
  level: 'level',
  severity_text: 'level',
  method: 'method',
  http_request_method: 'method',
  route_pattern: 'route',
  http_route: 'route',
  status: 'status',
  http_response_status_code: 'status',
  outcome: 'outcome',
  error_type: 'error type',
  error_code: 'error code',
  error_id: 'error ID',
  code: 'error code',
  duration_ms: 'duration (ms)',
  audit_id: 'audit record',
  action: 'action',
  event: 'event',
  dependency: 'dependency',
  job: 'job',
  actor_id: 'actor (hash)',
  user_hash: 'actor (hash)',
  request_id: 'request ID',
  plumbline_request_id: 'request ID',
  trace_id: 'trace ID',
  span_id: 'span ID',
};

const MAX_TEXT = 300;
const MAX_FACT = 128;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]+/gu;

const plain = (text: string, max: number): string => {
  const one = text.replaceAll(UNPRINTABLE, ' ').trim();
  return one.length > max ? `${one.slice(0, max - 1)}\u2026` : one;
};

/** The facts of a line that are shown, each once. Names are compared as Loki writes them: `http.route` is `http_route`. */
export function factsOf(given: Readonly<Record<string, unknown>>): TimelineEntry['facts'] {
  const facts = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    const known = name.replaceAll(/[.-]/g, '_');
    const title = Object.hasOwn(FACTS, known) ? FACTS[known] : undefined;
    if (title === undefined || facts.has(title) || !/^(?:string|number|boolean)$/.test(typeof value)) continue;
    const text = plain(String(value), MAX_FACT);
    if (text !== '') facts.set(title, text);
  }
  return [...facts];
}

const FAILED: ReadonlySet<unknown> = new Set(['error', 'fatal']);

/** What a function of the application's own found, as the page shows it. */
export const entryOf = (layer: Layer, { at, what, level, facts = {} }: RequestEntry): TimelineEntry => ({
  at,
  layer,
  what: plain(what, MAX_TEXT),
  failed: layer === 'error' || FAILED.has(level),
  facts: factsOf({ ...(level !== undefined && { level }), ...facts }),
});

/** Milliseconds that a date can be made of (ECMAScript, Time Values and Time Range); what is beyond has no place in time. */
const LAST_MS = 8.64e15;

export const hasTime = ({ at }: { readonly at: number }): boolean => Math.abs(at) <= LAST_MS;

/** In the order of time; what happened at the same moment stays in the order of its layers. */
export const inOrder = (lists: readonly (readonly TimelineEntry[])[]): readonly TimelineEntry[] =>
  lists.flat().toSorted((a, b) => a.at - b.at);
