import { prometheusLabel, prometheusName, signals } from '@plumbline/core';
import type { ReliabilityOptions } from './reliability-options.ts';

/** A string of PromQL. */
const quote = (value: string): string => JSON.stringify(value);

const nameOf = (signal: 'http.server.request.duration' | 'plumbline.heartbeat'): string => {
  const { kind, unit } = signals[signal];
  return prometheusName({ name: signal, unit, kind });
};

const ROUTE = prometheusLabel('http.route');
const STATUS = prometheusLabel('http.response.status_code');

/** Routes that programs ask and no user does; requests that no route answered have none and count. */
const PEOPLE = `${ROUTE}!~${quote('/livez|/readyz|/healthz|/metrics')}`;
const FAILED = `${STATUS}=~${quote('5..')}`;

export type Window = '1h' | '6h' | '24h' | '7d' | '30d';

/** Milliseconds of each window that can be chosen, and what it is called. */
export const WINDOWS: Readonly<Record<Window, { readonly ms: number; readonly title: string }>> = {
  '1h': { ms: 3_600_000, title: 'Last hour' },
  '6h': { ms: 6 * 3_600_000, title: '6 hours' },
  '24h': { ms: 86_400_000, title: '24 hours' },
  '7d': { ms: 7 * 86_400_000, title: '7 days' },
  '30d': { ms: 30 * 86_400_000, title: '30 days' },
};

/** The questions of the summary as PromQL, with the names that the packages emit. `offset` is a window before now. */
export function expressionsOf({ service, environment }: Pick<ReliabilityOptions, 'environment' | 'service'> = {}) {
  const scope = [
    ...(service === undefined ? [] : [`${prometheusLabel('service.name')}=${quote(service)}`]),
    ...(environment === undefined ? [] : [`${prometheusLabel('deployment.environment.name')}=${quote(environment)}`]),
  ];
  const duration = nameOf('http.server.request.duration');
  const select = (part: string, ...more: readonly string[]): string =>
    `${duration}_${part}{${[...scope, PEOPLE, ...more].join(',')}}`;
  const over = (window: string, offset: string): string => `[${window}]${offset === '' ? '' : ` offset ${offset}`}`;
  const requests = (window: string, offset = ''): string => `sum(increase(${select('count')}${over(window, offset)}))`;
  const failed = (window: string, offset = ''): string =>
    `sum(increase(${select('count', FAILED)}${over(window, offset)}))`;
  /** Nothing that failed is zero; nothing at all says nothing. */
  const errorShare = (window: string, offset = ''): string =>
    `(${failed(window, offset)} or vector(0)) / (${requests(window, offset)} > 0)`;
  return {
    requests,
    errorShare,
    p95Seconds: (window: string, offset = ''): string =>
      `histogram_quantile(0.95, sum by (le) (rate(${select('bucket')}${over(window, offset)}))) >= 0`,
    worstRoutes: (window: string): string =>
      `topk(8, sum by (${ROUTE}) (increase(${select('count', FAILED)}[${window}])) > 0)`,
    routeRequests: (window: string): string => `sum by (${ROUTE}) (increase(${select('count')}[${window}]))`,
    replicas: `count(${nameOf('plumbline.heartbeat')}${scope.length === 0 ? '' : `{${scope.join(',')}}`}) or vector(0)`,
    firing: 'ALERTS{alertstate="firing",severity=~"critical|warning"}',
  };
}

export type Expressions = ReturnType<typeof expressionsOf>;
export const ROUTE_LABEL: string = ROUTE;
