import type { ReceivedSpan } from '@plumbline/testkit/otlp';
import {
  bodyOf,
  type Check,
  checkIdentity,
  type Evidence,
  isNext,
  isOurs,
  messages,
  requestOf,
  routeIn,
  tracesOf,
} from './request.ts';
import type { LogLine } from './world.ts';

/** Whether one span is the other, or was begun within it. */
function isWithin(
  spans: readonly ReceivedSpan[],
  inner: ReceivedSpan | undefined,
  outer: ReceivedSpan | undefined,
): boolean {
  for (let at = inner; at; at = spans.find(({ spanId }) => spanId === at?.parentSpanId)) if (at === outer) return true;
  return false;
}

const checkOrder: Check = (is, evidence) => {
  const { receiver, run, stock } = evidence;
  const request = requestOf(evidence, 'order');
  const { requestId = '', traceId } = request;
  is('order: status', request.status, 200);
  is('order: body', bodyOf(request), { id: '17', stock: { left: 3 } });
  checkIdentity(is, evidence, 'order', request, {
    id: String(request.sent),
    route: routeIn(run, '/orders/:id'),
    outcome: 'ok',
    lines: ['order read', 'request'],
  });
  const next = stock.filter((line) => line['request_id'] === requestId);
  is('order: lines of the next service', messages(next), ['stock read', 'request']);
  is('order: trace of these', tracesOf(next), [traceId]);
  const spans = receiver.spans().filter((span) => span.traceId === traceId);
  const hop = (service: string, kind: string): readonly ReceivedSpan[] =>
    spans.filter((span) => span.service === service && span.kind === kind && isOurs(span));
  const [client, called] = [hop(run.service, 'client'), hop('stock', 'server')];
  is('order: spans of the trace', [spans.filter(isOurs).length, client.length, called.length], [3, 1, 1]);
  is('order: parent of the next service', called[0]?.parentSpanId, client[0]?.spanId);
  is('order: its call is within its span', isWithin(spans, client[0], request.server[0]), true);
  const records = receiver.logs().filter((log) => log.service === run.service && log.traceId === traceId);
  is(
    'order: log records that a collector gets',
    records.map(({ body }) => body),
    ['order read', 'request'],
  );
  const query = JSON.stringify([spans, request.lines, records]).includes('token');
  is('order: the query of its address is anywhere', query, false);
};

const checkError: Check = (is, evidence) => {
  const { ingest } = evidence;
  const request = requestOf(evidence, 'error');
  const { requestId = '', traceId } = request;
  is('error: status', request.status, 500);
  const [line] = request.lines;
  const errorId = line?.['error_id'];
  is('error: body', bodyOf(request), {
    error: { code: 'internal_error', request_id: String(request.sent), error_id: errorId },
  });
  checkIdentity(is, evidence, 'error', request, {
    id: String(request.sent),
    route: '/boom',
    outcome: 'server_error',
    lines: ['unhandled error', 'request'],
  });
  const actor = line?.['actor_id'];
  const [span] = request.server;
  is('error: class on the span', [span?.status.code, span?.attributes['error.type']], ['error', 'RangeError']);
  is('error: its ID on the span', Object.values(span?.attributes ?? {}).includes(errorId as string), true);
  is('error: who acted on the span', Object.values(span?.attributes ?? {}).includes(actor as string), true);
  const sent = ingest.received.filter(({ event }) => event.tags?.['request_id'] === requestId);
  is('error: events of the error tracker', sent.length, 1);
  const event = sent[0]?.event;
  is(
    'error: trace and span of it',
    [event?.contexts?.trace?.['trace_id'], event?.contexts?.trace?.['span_id']],
    [traceId, line?.['span_id']],
  );
  is('error: its ID there', event?.fingerprint, [errorId]);
  is('error: who acted there', [event?.user?.['id'], typeof actor], [actor, 'string']);
  const all = `${JSON.stringify([request.lines, span, request.body])}${sent[0]?.text}`;
  is('error: its message or the account is anywhere', /hunter2|account-17/.test(all), false);
};

const checkEdges: Check = (is, evidence) => {
  const edges = [
    ['missing', 404, 'unmatched', 'client_error', ['request']],
    ['stream', 200, '/stream', 'ok', ['second part', 'request']],
    ['aborted', 200, '/endless', 'aborted', ['request']],
  ] as const;
  for (const [name, status, route, outcome, lines] of edges) {
    const request = requestOf(evidence, name);
    is(`${name}: status`, request.status, status);
    checkIdentity(is, evidence, name, request, { id: String(request.sent), route, outcome, lines });
  }
  is('stream: body', requestOf(evidence, 'stream').body, 'first second');
};

const checkHostile: Check = (is, evidence) => {
  const reasons = { markup: 'charset', long: 'length', repeated: 'repeated' };
  for (const [name, reason] of Object.entries(reasons)) {
    const request = requestOf(evidence, name);
    is(`${name}: status`, request.status, 200);
    // Nothing that was sent stands anywhere: the trace ID takes its place.
    checkIdentity(is, evidence, name, request, {
      id: request.traceId,
      route: routeIn(evidence.run, '/orders/:id'),
      outcome: 'ok',
      lines: ['request id replaced', 'order read', 'request'],
    });
    is(`${name}: reason`, request.lines[0]?.['reason'], reason);
    const junk = [request.sent]
      .flat()
      .filter((sent) => JSON.stringify([evidence.run.lines, request]).split(sent).length > 2);
    is(`${name}: reflected`, junk, []);
    const next = evidence.stock.filter((line) => line['request_id'] === request.traceId);
    is(`${name}: lines of the next service`, messages(next), ['stock read', 'request']);
  }
};

/** What the baseline adds by itself: a probe has its ID and nothing else, a batch that is none is refused. */
const checkOwnRoutes: Check = (is, evidence) => {
  const probe = requestOf(evidence, 'probe');
  is('probe: status and ID', [probe.status, probe.requestId], [200, probe.sent]);
  is('probe: lines and spans', [messages(probe.lines), probe.server.length], [[], 0]);
  const ingest = requestOf(evidence, 'ingest');
  is('ingest: status', ingest.status, 400);
  is('ingest: body', bodyOf(ingest), { error: { code: 'malformed', request_id: String(ingest.sent) } });
  is('ingest: route', ingest.lines.at(-1)?.['route_pattern'], '/_t');
};

const isForeign = (line: LogLine): boolean => 'unreadable' in line;

/** Everything about a run that is not as it must be, each with what was got. */
export function faultsOf(evidence: Evidence): readonly string[] {
  const faults: string[] = [];
  const is = (what: string, got: unknown, wanted: unknown): void => {
    const [has, must] = [JSON.stringify(got), JSON.stringify(wanted)];
    if (has !== must) faults.push(`${what}: ${has} instead of ${must}`);
  };
  const { run } = evidence;
  is('standard error', run.stderr, '');
  is('end of the process', run.end, 'SIGTERM');
  // Next prints where it listens.
  const [foreign, logged] = [run.lines.filter(isForeign), run.lines.filter((line) => !isForeign(line))];
  is('lines that are no log', isNext(run) ? [] : foreign, []);
  // What was asked for: an error, a client that goes away, a batch that is none.
  const expected = /^(?:request|unhandled error|ingest: batch refused.*)$/;
  const loud = logged.filter(({ level, msg }) => level !== 'info' && !expected.test(String(msg)));
  is('warnings in the log', messages(loud), []);
  for (const check of [checkOrder, checkError, checkEdges, checkHostile, checkOwnRoutes]) check(is, evidence);
  return faults;
}
