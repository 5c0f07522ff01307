import type { Board, BoardRow } from '../../model/board.ts';
import { CHOSEN_ALERTS } from '../scoped.ts';
import { type BoardContext, ERROR_LINES, orZero, share } from '../board-context.ts';
import {
  alertList,
  betterAbove,
  line,
  logLines,
  NONE_IS_GOOD,
  PLAIN,
  row,
  SOME_IS_GOOD,
  stat,
  traceList,
  trend,
  worseAbove,
} from '../panels.ts';
import { dependencyRow } from './dependency-row.ts';
import { requestRow } from './request-row.ts';
import { workRows } from './work-rows.ts';

const FIRING = `ALERTS{alertstate="firing",severity=~"critical|warning",${CHOSEN_ALERTS}}`;

function answerRow(c: BoardContext): BoardRow {
  const { errorRatio, p95Seconds } = c.model.thresholds;
  const requests = `increase(${c.select('http.server.request.duration', c.people, 'count')}[1h])`;
  const failed = `increase(${c.select('http.server.request.duration', { ...c.people, 'http.response.status_code': { matches: '5..' } }, 'count')}[1h])`;
  return row(
    'Is it fine?',
    stat({
      title: 'Replicas',
      description:
        'Processes that report. Fewer than you run: some died, or cannot reach the collector. 0: nobody can tell whether the service is up.',
      unit: 'short',
      expr: orZero(`count(${c.select('plumbline.heartbeat')})`),
      thresholds: SOME_IS_GOOD,
    }),
    stat({
      title: 'Success (1 h)',
      description: `Requests of people that did not end with a server error. Worry below ${percent(1 - errorRatio)}: that is where the alert is.`,
      unit: 'percentunit',
      expr: `1 - ${share(`(${orZero(c.sum(failed))})`, c.sum(requests))}`,
      noValue: 'no requests',
      thresholds: betterAbove(1 - errorRatio, 1 - errorRatio / 5),
      logs: c.logs(ERROR_LINES),
    }),
    stat({
      title: 'Slow end (p95, 5 min)',
      description: `95 of 100 requests end sooner. Worry above ${p95Seconds} s.`,
      unit: 's',
      expr: c.quantile(0.95, 'http.server.request.duration', { matches: c.people, window: '5m' }),
      noValue: 'no requests',
      thresholds: worseAbove(p95Seconds / 2, p95Seconds),
    }),
    stat({
      title: 'Requests (5 min)',
      description: 'Requests of people over five minutes. It has no right value: compare it with the trend below.',
      unit: 'reqps',
      expr: c.sum(`rate(${c.select('http.server.request.duration', c.people, 'count')}[5m])`),
      noValue: 'no requests',
      thresholds: PLAIN,
    }),
    stat({
      title: 'Dependencies down',
      description: 'Dependencies whose health check fails on some replica. Any is worth a look at once.',
      unit: 'short',
      expr: orZero(`count(${c.min(c.select('plumbline.dependency.up'), 'dependency')} == 0)`),
      thresholds: NONE_IS_GOOD,
    }),
    stat({
      title: 'Alerts firing',
      description: 'Alerts of severity critical or warning, those of the stack itself included.',
      unit: 'short',
      expr: orZero(`count(${FIRING})`),
      thresholds: NONE_IS_GOOD,
    }),
  );
}

const percent = (ratio: number): string => `${Number((ratio * 100).toPrecision(4))} %`;

const errorRow = (c: BoardContext): BoardRow =>
  row(
    'Errors, line by line',
    trend({
      title: 'Log lines by level',
      description:
        'Lines of each level per second, counted in the process: true even while the log store is away. Worry when error grows without more requests.',
      unit: 'cps',
      width: 8,
      queries: [
        line(
          c.sum(c.rate('plumbline.log.lines', { level: { in: ['warn', 'error', 'fatal'] } }), 'level'),
          c.legend('level'),
        ),
      ],
      logs: c.logs('| severity_number >= 13'),
    }),
    trend({
      title: 'Errors to the error tracker',
      description:
        'Errors that were captured for the error tracker, and those that never reached it. Worry when lost ones appear.',
      unit: 'short',
      width: 8,
      queries: [
        line(c.sumOrNone(c.increase('plumbline.errors.captured')), 'captured'),
        line(c.sumOrNone(c.increase('plumbline.errors.lost'), 'reason'), `lost: ${c.legend('reason')}`),
      ],
    }),
    alertList({
      title: 'Alerts',
      description: 'What fires now. Each alert links to its runbook, its board and its lines.',
      expr: FIRING,
      width: 8,
    }),
    logLines({
      title: 'Errors',
      description:
        'Lines of level error and above, newest first. Open one: its trace and all lines of its request are one click away.',
      expr: c.logs(ERROR_LINES),
    }),
    traceList({
      title: 'Failing traces',
      description: 'Traces with a failed span. Errors and slow requests are kept even where most traces are not.',
      expr: c.traces('status = error'),
    }),
  );

/** For operators: is it up, fast and correct? */
export const reliabilityBoard = (c: BoardContext): Board => ({
  uid: 'plumbline-reliability',
  title: 'Reliability',
  audience: 'operator',
  description: 'Is it up, fast and correct? From the answer to requests, dependencies, background work and errors.',
  alerts: 'reliability',
  related: ['plumbline-slo', 'plumbline-request', 'plumbline-database', 'plumbline-infrastructure', 'plumbline-stack'],
  rows: [answerRow(c), requestRow(c), dependencyRow(c), ...workRows(c), errorRow(c)],
});
