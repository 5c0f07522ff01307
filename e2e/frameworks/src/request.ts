import type { ReceivedSpan } from '@plumbline/testkit/otlp';
import type { Answer } from './client.ts';
import type { LogLine, Run, World } from './world.ts';

/** What one run is held against: everything that arrived anywhere. */
export interface Evidence {
  readonly run: Run;
  readonly receiver: World['receiver'];
  readonly ingest: World['ingest'];
  /** Lines of the next service. */
  readonly stock: readonly LogLine[];
}

/** One request of a run, with what each layer says of it. */
export interface Request extends Answer {
  readonly lines: readonly LogLine[];
  readonly server: readonly ReceivedSpan[];
}

export type Is = (what: string, got: unknown, wanted: unknown) => void;

export type Check = (is: Is, evidence: Evidence) => void;

/** Next makes spans of its own as soon as there is an SDK. */
export const isNext = ({ service }: Run): boolean => service.startsWith('next-');

export const isOurs = ({ scope }: ReceivedSpan): boolean => scope === '@plumbline/trace';

const HEADER = 'http.response.header.x-request-id';

export function requestOf({ run, receiver }: Evidence, name: string): Request {
  const answer = run.answers[name];
  if (!answer) throw new Error(`${run.service} was not asked ${name}`);
  const server = receiver
    .spans()
    .filter(
      (span) =>
        span.service === run.service && span.kind === 'server' && isOurs(span) && span.traceId === answer.traceId,
    );
  return { ...answer, lines: run.lines.filter((line) => line['request_id'] === answer.requestId), server };
}

/** Next names parameters in its own way. */
export const routeIn = (run: Run, route: string): string => (isNext(run) ? route.replace(/:(\w+)/, '[$1]') : route);

export function bodyOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

export const messages = (lines: readonly LogLine[]): unknown[] => lines.map(({ msg }) => msg);
export const tracesOf = (lines: readonly LogLine[]): unknown[] => [...new Set(lines.map((line) => line['trace_id']))];

/** What holds for each request: one ID in response, lines and span, and the caller's trace. */
export function checkIdentity(
  is: Is,
  evidence: Evidence,
  name: string,
  request: Request,
  outcome: { readonly id: string; readonly route: string; readonly outcome: string; readonly lines: readonly string[] },
): void {
  is(`${name}: ID of the response`, request.requestId, outcome.id);
  is(`${name}: lines`, messages(request.lines), outcome.lines);
  is(`${name}: trace of the lines`, tracesOf(request.lines), [request.traceId]);
  const summary = request.lines.at(-1);
  is(`${name}: route of the summary`, summary?.['route_pattern'], outcome.route);
  is(`${name}: outcome of the summary`, summary?.['outcome'], outcome.outcome);
  is(`${name}: server spans`, request.server.length, 1);
  const [span] = request.server;
  is(`${name}: parent of the span`, span?.parentSpanId, request.parentId);
  is(`${name}: ID on the span`, span?.attributes[HEADER], [outcome.id]);
  is(`${name}: route of the span`, span?.attributes['http.route'], outcome.route);
  // The innermost span: within Next one of its own.
  const inner = summary?.['span_id'];
  is(
    `${name}: span of the summary`,
    isNext(evidence.run) ? typeof inner : inner,
    isNext(evidence.run) ? 'string' : span?.spanId,
  );
}
