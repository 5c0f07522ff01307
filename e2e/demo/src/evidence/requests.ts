import type { ReceivedSpan } from '@plumbline/testkit/otlp';
import { requestLines, type RequestLine, type Sources, textOf } from './sources.ts';

export interface RequestEvidence {
  /** Requests the load sent and that reached the application. */
  readonly sent: number;
  readonly answered: number;
  /** Summary lines in the log of the first service, one ID each. */
  readonly logged: number;
  /** Responses that carried the ID of their log line. */
  readonly echoed: number;
  /** Server spans that arrived, and how many the sampling rule asks for. */
  readonly traced: number;
  readonly tracedByRule: number;
  /** Requests of the second service, and those that carry an ID of the first. */
  readonly hops: number;
  readonly hopsJoined: number;
  readonly refusedIds: number;
  /** What Node's parser answered itself, before any application. */
  readonly parserRejected: number;
  /** Each sum that does not add up, in words. */
  readonly faults: readonly string[];
}

/**
 * Whether the rule records a new trace: the OpenTelemetry ratio sampler compares the XOR of the trace ID's four 32-bit
 * words with its bound. A caller's own decision, sent as the flag of its traceparent, goes before.
 */
export function sampledByRatio(traceId: string, ratio: number): boolean {
  let folded = 0;
  for (let word = 0; word < 4; word += 1)
    folded = (folded ^ Number.parseInt(traceId.slice(word * 8, word * 8 + 8), 16)) >>> 0;
  return folded < Math.floor(ratio * 0xffffffff);
}

export function requestEvidence(sources: Sources, sampleRatio: number): RequestEvidence {
  const all = sources.load;
  const reached = all.filter(({ kind }) => kind !== 'parser');
  const lines = requestLines(sources.approvalsLog).filter(({ route_pattern }) => !isProbe(route_pattern));
  const byId = new Map(lines.map((line) => [line.request_id, line]));
  const echoed = reached.filter(({ requestId }) => byId.has(requestId));
  const spans = serverSpans(sources.spans, 'approvals');
  const callerDecisions = new Map(
    reached.flatMap(({ requestId, sampled }) => (sampled === undefined ? [] : [[requestId, sampled] as const])),
  );
  const expected = lines.filter(
    ({ request_id, trace_id }) => callerDecisions.get(request_id) ?? sampledByRatio(trace_id, sampleRatio),
  );
  const hopLines = requestLines(sources.notificationsLog).filter(({ route_pattern }) => !isProbe(route_pattern));
  const evidence = {
    sent: reached.length,
    answered: reached.filter(({ status }) => status > 0).length,
    logged: lines.length,
    echoed: echoed.length,
    traced: spans.length,
    tracedByRule: expected.length,
    hops: hopLines.length,
    hopsJoined: hopLines.filter(({ request_id }) => byId.has(request_id)).length,
    refusedIds: sources.points.length === 0 ? 0 : refusedIds(sources),
    parserRejected: all.length - reached.length,
  };
  return { ...evidence, faults: faultsOf(evidence, lines, byId, spans, expected, reached) };
}

const isProbe = (route: string): boolean => ['/livez', '/readyz', '/healthz'].includes(route);

export const serverSpans = (spans: readonly ReceivedSpan[], service: string): ReceivedSpan[] =>
  spans.filter(
    (span) => span.service === service && span.kind === 'server' && !isProbe(textOf(span.attributes['http.route'])),
  );

function refusedIds({ approvalsLog }: Sources): number {
  return approvalsLog.filter(({ refused_request_id_hash: hash }) => typeof hash === 'string').length;
}

function faultsOf(
  counts: Omit<RequestEvidence, 'faults'>,
  lines: readonly RequestLine[],
  byId: ReadonlyMap<string, RequestLine>,
  spans: readonly ReceivedSpan[],
  expected: readonly RequestLine[],
  reached: Sources['load'],
): string[] {
  const faults: string[] = [];
  const equal = (name: string, a: number, b: number): void => void (a === b || faults.push(`${name}: ${a} and ${b}`));
  equal('sent and answered', counts.sent, counts.answered);
  equal('answered and logged', counts.answered, counts.logged);
  equal('logged and distinct request IDs', counts.logged, byId.size);
  equal('answered and echoed', counts.answered, counts.echoed);
  equal('spans and the sampling rule', counts.traced, counts.tracedByRule);
  equal('requests of the second service and those joined by ID', counts.hops, counts.hopsJoined);
  const unfound = reached.filter(({ status, requestId }) => status > 0 && !byId.has(requestId));
  for (const { kind, status, requestId } of unfound.slice(0, 5)) {
    faults.push(`no log line for the response ${requestId === '' ? 'without an ID' : requestId} (${kind}, ${status})`);
  }
  const wanted = new Set(expected.map(({ span_id }) => span_id));
  const stray = spans.filter(({ spanId }) => !wanted.has(spanId)).length;
  if (stray > 0) faults.push(`${stray} spans that no log line belongs to`);
  const kept = reached.filter(
    ({ sentRequestId, requestId }) =>
      sentRequestId !== undefined && /^req-[0-9a-f-]{36}$/.test(sentRequestId) && sentRequestId !== requestId,
  );
  if (kept.length > 0) faults.push(`${kept.length} good incoming IDs were not kept`);
  const nameless = lines.filter(({ trace_id }) => !/^[0-9a-f]{32}$/.test(trace_id)).length;
  if (nameless > 0) faults.push(`${nameless} lines without a trace ID`);
  return faults;
}
