import { PlumblineError } from '@plumbline/core';
import { createRuleContext, labelList, type RuleContext } from '../alerts/rule-context.ts';
import type { Slo, SloIndicator } from '../model/slo.ts';
import type { StackModel } from '../model/stack-model.ts';
import { USER_REQUESTS } from '../promql/probe-routes.ts';
import type { Matches } from '../promql/query.ts';
import { complement } from './decimal.ts';
import { BUDGET_REMAINING, BURN_WINDOWS, ERRORS, errorRatio, EVENTS, OBJECTIVE } from './recordings.ts';

const REQUESTS = 'http.server.request.duration';

/** What an objective counts, in PromQL. */
export interface Counting {
  /** Events a second, and those that fail; both with the labels of the resource alone. */
  readonly events: string;
  readonly errors: string;
  /** Whether both say how often something happened, and not how it is now. */
  readonly isRate: boolean;
  /** How many real events there were in a window. */
  readonly counted: (window: string) => string;
}

/** A bound as both ways of Prometheus write it: 1 over OTLP, 1.0 from a scrape. */
const bound = (seconds: number): string =>
  Number.isInteger(seconds) ? `le=~"${seconds}|${seconds}[.]0"` : `le="${seconds}"`;

const routesOf = (routes: readonly string[] | undefined): Matches =>
  routes === undefined ? USER_REQUESTS : { 'http.route': { in: routes } };

function ofRequests(context: RuleContext, indicator: Exclude<SloIndicator, { kind: 'freshness' }>): Counting {
  const { select, sum } = context;
  const matches = routesOf(indicator.routes);
  const all = select(REQUESTS, matches, 'count');
  const events = sum(`rate(${all}[5m])`);
  const failed = select(REQUESTS, { ...matches, 'http.response.status_code': { matches: '5..' } }, 'count');
  const within =
    indicator.kind === 'latency'
      ? select(REQUESTS, matches, 'bucket').replace(/}$/, `,${bound(indicator.seconds)}}`)
      : undefined;
  return {
    events,
    errors:
      within === undefined
        ? `${sum(`rate(${failed}[5m])`)} or 0 * ${events}`
        : `clamp_min(${events} - ${sum(`rate(${within}[5m])`)}, 0)`,
    isRate: true,
    counted: (window) => sum(`increase(${all}[${window}])`),
  };
}

/** One sample for each evaluation while the service reports: a failure while the last success is too old, or unknown. */
function ofFreshness(
  context: RuleContext,
  slo: Slo,
  indicator: Extract<SloIndicator, { kind: 'freshness' }>,
): Counting {
  const { labels, max, select } = context;
  const { job, maxAgeSeconds, set } = indicator;
  const last =
    job === undefined
      ? select('plumbline.gauges.sampled_at', { set: set ?? '' })
      : select('plumbline.job.last_success', { 'plumbline.job.name': job });
  const events = max(select('plumbline.heartbeat'));
  const scope = labelList({ ...labels(), slo: slo.name });
  return {
    events,
    errors: `(time() - ${max(`max_over_time(${last}[${maxAgeSeconds}s])`)} > bool ${maxAgeSeconds}) or ${events}`,
    isRate: false,
    counted: (window) => `count_over_time(${EVENTS}{${scope}}[${window}])`,
  };
}

/** @throws PLB_STACK_OPTION for a job or a set that the application does not declare */
export function countingOf(model: StackModel, slo: Slo): Counting {
  const { indicator, name } = slo;
  const context = createRuleContext(model);
  if (indicator.kind !== 'freshness') return ofRequests(context, indicator);
  const { gauges, jobs } = model.application;
  const known = indicator.job === undefined ? gauges : jobs;
  const asked = indicator.job ?? indicator.set ?? '';
  if (!known.some((declared) => declared.name === asked))
    throw new PlumblineError('PLB_STACK_OPTION', `SLO \`${name}\`: the application declares no \`${asked}\``);
  return ofFreshness(context, slo, indicator);
}

/** What is recorded for an objective, in the order in which it must be evaluated. Ratios of long windows are weighted by events. */
export function recordingsOf(model: StackModel, slo: Slo): readonly Readonly<Record<string, unknown>>[] {
  const { errors, events, isRate } = countingOf(model, slo);
  const scope = { ...createRuleContext(model).labels(), slo: slo.name };
  const own = `{${labelList(scope)}}`;
  const labels = { slo: slo.name };
  const ratio = (window: string): string =>
    // The rate is one of 5 minutes already.
    isRate && window === '5m'
      ? `${ERRORS}${own} / ${EVENTS}${own}`
      : `sum_over_time(${ERRORS}${own}[${window}]) / sum_over_time(${EVENTS}${own}[${window}])`;
  const windows = [...new Set([...BURN_WINDOWS, slo.window])];
  return [
    { record: EVENTS, expr: events, labels },
    { record: ERRORS, expr: errors, labels },
    ...windows.map((window) => ({ record: errorRatio(window), expr: ratio(window), labels })),
    { record: OBJECTIVE, expr: `vector(${slo.objective})`, labels: scope },
    { record: BUDGET_REMAINING, expr: `1 - ${errorRatio(slo.window)}${own} / ${complement(slo.objective)}`, labels },
  ];
}
