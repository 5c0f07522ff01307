import { type Expressions, ROUTE_LABEL, type Window, WINDOWS } from './expressions.ts';
import { firstValue, type Prometheus, type Series } from './prometheus.ts';

/** The numbers that the page begins with; null where nothing was measured. */
export interface Summary {
  readonly availability: number | null;
  readonly errorShare: number | null;
  readonly p95Ms: number | null;
  readonly requests: number | null;
  readonly replicas: number | null;
  readonly firing: number;
  /** The same over the window before, where it was asked for. */
  readonly before?: Pick<Summary, 'availability' | 'errorShare' | 'p95Ms' | 'requests'>;
}

export interface RouteFailures {
  readonly route: string;
  readonly failed: number;
  readonly requests: number;
}

export interface FiringAlert {
  readonly name: string;
  readonly severity: string;
  readonly service: string;
}

/** Points of a line: enough for a wide screen, few enough for Prometheus. */
const POINTS = 60;

const inMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000);

/** Asks Prometheus what the page of reliability shows, at one moment and for one window. */
export function createSummary(prometheus: Prometheus, expressions: Expressions) {
  const core = async (window: Window, offset: string, at: number, signal: AbortSignal) => {
    const ask = async (expr: string): Promise<number | null> => firstValue(await prometheus.instant(expr, at, signal));
    const [errorShare, p95, requests] = await Promise.all([
      ask(expressions.errorShare(window, offset)),
      ask(expressions.p95Seconds(window, offset)),
      ask(expressions.requests(window, offset)),
    ]);
    return { availability: errorShare === null ? null : 1 - errorShare, errorShare, p95Ms: inMs(p95), requests };
  };
  const firing = async (at: number, signal: AbortSignal): Promise<readonly FiringAlert[]> => {
    const found = await prometheus.instant(expressions.firing, at, signal);
    return found.map(({ labels }) => ({
      name: labels['alertname'] ?? 'an alert without a name',
      severity: labels['severity'] ?? '',
      service: labels['service_name'] ?? labels['service'] ?? '',
    }));
  };
  const trend = async (expr: (step: string) => string, window: Window, at: number, signal: AbortSignal) => {
    const stepMs = Math.max(60_000, WINDOWS[window].ms / POINTS);
    const step = `${Math.max(300, Math.round(stepMs / 1_000))}s`;
    const series = await prometheus.range(expr(step), { from: at - WINDOWS[window].ms, until: at, stepMs }, signal);
    return series[0]?.points ?? [];
  };
  return {
    firing,
    async summary(window: Window, compare: boolean, at: number, signal: AbortSignal): Promise<Summary> {
      const [now, before, replicas, alerts] = await Promise.all([
        core(window, '', at, signal),
        compare ? core(window, window, at, signal) : undefined,
        prometheus.instant(expressions.replicas, at, signal).then(firstValue),
        firing(at, signal),
      ]);
      return { ...now, replicas, firing: alerts.length, ...(before && { before }) };
    },
    errorTrend: (window: Window, at: number, signal: AbortSignal): Promise<Series['points']> =>
      trend((step) => expressions.errorShare(step), window, at, signal),
    slowTrend: (window: Window, at: number, signal: AbortSignal): Promise<Series['points']> =>
      trend((step) => expressions.p95Seconds(step), window, at, signal),
    async worstRoutes(window: Window, at: number, signal: AbortSignal): Promise<readonly RouteFailures[]> {
      const [failed, requests] = await Promise.all([
        prometheus.instant(expressions.worstRoutes(window), at, signal),
        prometheus.instant(expressions.routeRequests(window), at, signal),
      ]);
      const nameOf = ({ labels }: Series): string => labels[ROUTE_LABEL] ?? '';
      const all = new Map(requests.map((series) => [nameOf(series), firstValue([series]) ?? 0]));
      return failed
        .map((series) => {
          const count = firstValue([series]) ?? 0;
          return { route: nameOf(series) || 'no route', failed: count, requests: all.get(nameOf(series)) ?? count };
        })
        .toSorted((a, b) => b.failed - a.failed);
    },
  };
}

export type ReadSummary = ReturnType<typeof createSummary>;
