import { countOf, type ReceivedPoint, sumOf } from '@plumbline/testkit/otlp';
import { requestLines, type Sources, textOf } from './sources.ts';

export interface RouteEvidence {
  readonly route: string;
  /** From the received histogram. */
  readonly requests: number;
  /** Share of answers with a 5xx status, from the received histogram. */
  readonly errorRate: number;
  /** Milliseconds, from the summary lines of the log. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface ReliabilityEvidence {
  readonly routes: readonly RouteEvidence[];
  readonly requestsPerSecond: number;
  readonly errorRate: number;
  readonly dependencies: readonly { readonly name: string; readonly calls: number; readonly failures: number }[];
  readonly faults: readonly string[];
}

const DURATION = 'http.server.request.duration';
const CALLS = 'plumbline.dependency.calls';

export function reliabilityEvidence(sources: Sources, seconds: number): ReliabilityEvidence {
  const points = sources.points.filter(({ service }) => service === 'approvals');
  const lines = requestLines(sources.approvalsLog);
  const routes = [...new Set(lines.map(({ route_pattern }) => route_pattern))].map((route) =>
    routeEvidence(route, points, lines),
  );
  const total = countOf(points, DURATION);
  const errors = serverErrors(points, {});
  return {
    routes: routes.toSorted((a, b) => b.requests - a.requests),
    requestsPerSecond: total / seconds,
    errorRate: total === 0 ? 0 : errors / total,
    dependencies: dependencies(sources.points),
    faults: total === lines.length ? [] : [`the histogram counts ${total} requests, the log ${lines.length}`],
  };
}

function routeEvidence(
  route: string,
  points: readonly ReceivedPoint[],
  lines: ReturnType<typeof requestLines>,
): RouteEvidence {
  const requests = countOf(points, DURATION, { 'http.route': route });
  const durations = lines
    .filter((line) => line.route_pattern === route)
    .map(({ duration_ms }) => duration_ms)
    .toSorted((a, b) => a - b);
  const quantile = (q: number): number =>
    durations[Math.min(durations.length - 1, Math.floor(q * durations.length))] ?? 0;
  return {
    route,
    requests,
    errorRate: requests === 0 ? 0 : serverErrors(points, { 'http.route': route }) / requests,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
  };
}

function serverErrors(points: readonly ReceivedPoint[], attributes: Record<string, string>): number {
  const statuses = new Set(
    points.filter(({ name }) => name === DURATION).map((point) => point.attributes['http.response.status_code']),
  );
  return [...statuses]
    .filter((status) => Number(status) >= 500)
    .reduce<number>(
      (sum, status) => sum + countOf(points, DURATION, { ...attributes, 'http.response.status_code': status ?? 0 }),
      0,
    );
}

/** Each service with what it depends on: `approvals → email` and `notifications → mail` are two ends of one hop. */
function dependencies(points: readonly ReceivedPoint[]): ReliabilityEvidence['dependencies'] {
  const calls = points.filter(({ name }) => name === CALLS);
  const pairs = new Map(
    calls.map(({ service, attributes }) => [
      `${service} → ${textOf(attributes['dependency'])}`,
      { service, dependency: textOf(attributes['dependency']) },
    ]),
  );
  return [...pairs]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { service, dependency }]) => {
      const own = calls.filter((point) => point.service === service);
      return {
        name,
        calls: sumOf(own, CALLS, { dependency }),
        failures: sumOf(own, CALLS, { dependency, outcome: 'failure' }),
      };
    });
}
