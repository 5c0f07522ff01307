import { signals, unknownOptions } from '@plumbline/core';
import type { SloIndicator } from '../model/slo.ts';
import { PROBE_ROUTES } from '../promql/probe-routes.ts';

const OPTIONS: Readonly<Record<SloIndicator['kind'], readonly string[]>> = {
  availability: ['kind', 'routes'],
  latency: ['kind', 'seconds', 'routes'],
  freshness: ['kind', 'job', 'set', 'maxAgeSeconds'],
};

/** Bounds of the histogram of requests: only how many ended within one of them is known. */
const BOUNDS: readonly number[] = signals['http.server.request.duration'].boundaries;

/** Two exports of metrics at their usual interval: a younger success can't be told from an old one. */
const LEAST_AGE = 120;
const DAY = 86_400;

const nearest = (seconds: number): number =>
  BOUNDS.toSorted((one, other) => Math.abs(one - seconds) - Math.abs(other - seconds))[0] ?? seconds;

/** In PromQL, a list of none would match the requests that no route answered, and nothing else. */
function routesFaults(routes: unknown): readonly string[] {
  if (routes === undefined) return [];
  if (!Array.isArray(routes) || routes.length === 0)
    return ['`indicator.routes` must be a list with a route at least; left out, it is about all of them'];
  return routes.flatMap((route: unknown) => {
    // oxlint-disable-next-line no-control-regex -- These are what is refused.
    if (typeof route !== 'string' || route === '' || /[\u0000-\u001f\u007f]/.test(route))
      return ['`indicator.routes` must be patterns as the router writes them, such as `/items/:id`'];
    return PROBE_ROUTES.includes(route)
      ? [`\`indicator.routes\`: \`${route}\` is asked by programs; an objective is about what users ask`]
      : [];
  });
}

function freshnessFaults(
  { job, maxAgeSeconds, set }: Extract<SloIndicator, { kind: 'freshness' }>,
  days: number,
): readonly string[] {
  const names: readonly unknown[] = [job, set].filter((name) => name !== undefined);
  const isAge = Number.isInteger(maxAgeSeconds) && maxAgeSeconds >= LEAST_AGE && maxAgeSeconds <= days * DAY;
  return [
    ...(names.length === 1 && typeof names[0] === 'string' && names[0] !== ''
      ? []
      : ['`indicator` must name a `job` or a `set` of gauges, one of them']),
    ...(isAge
      ? []
      : [
          `\`indicator.maxAgeSeconds\` must be a whole number of seconds, from ${LEAST_AGE} to the ${days} days of the window`,
        ]),
  ];
}

/** What is wrong with what an objective over so many days counts. */
export function indicatorFaults(indicator: SloIndicator, days: number): readonly string[] {
  const kind: string = indicator.kind;
  if (!Object.hasOwn(OPTIONS, kind)) return ["`indicator.kind` must be 'availability', 'latency' or 'freshness'"];
  const unknown = unknownOptions(indicator, OPTIONS[indicator.kind], 'indicator.');
  if (unknown.length > 0) return unknown;
  if (indicator.kind === 'freshness') return freshnessFaults(indicator, days);
  const { routes } = indicator;
  if (indicator.kind === 'availability' || BOUNDS.includes(indicator.seconds)) return routesFaults(routes);
  return [
    `\`indicator.seconds\` must be a bound of the histogram of requests, such as ${nearest(indicator.seconds)}, the nearest to ${indicator.seconds}: how many ended within another time is not known`,
    ...routesFaults(routes),
  ];
}
