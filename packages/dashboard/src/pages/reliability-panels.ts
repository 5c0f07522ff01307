import { barChart } from '../charts/bar-chart.ts';
import type { LinePoint } from '../charts/line-chart.ts';
import type { StatTile } from '../charts/stat-tile.ts';
import { type Window, WINDOWS } from '../reliability/expressions.ts';
import type { Series } from '../reliability/prometheus.ts';
import type { FiringAlert, RouteFailures, Summary } from '../reliability/read-summary.ts';
import { type BetterWay, changeOf } from '../ui/change.ts';
import { formatCount, formatDuration, formatShare } from '../ui/format.ts';
import { html, type Html } from '../ui/html.ts';

type Measure = (value: number) => string;

const exactShare: Measure = (value) => `${Number((value * 100).toFixed(3))}%`;

/** The numbers that the page begins with. */
export function tilesOf({ before, ...now }: Summary, window: Window): readonly StatTile[] {
  const one = (
    name: string,
    key: keyof NonNullable<Summary['before']>,
    better: BetterWay,
    write: Measure,
    note: string,
  ): StatTile => {
    const value = now[key];
    const was = before?.[key];
    const change = changeOf(value, was, better);
    return {
      name,
      value: value === null ? undefined : write(value),
      note,
      ...(change && { change }),
      ...(was !== undefined && was !== null && { before: write(was) }),
    };
  };
  const span = WINDOWS[window].title.toLowerCase();
  return [
    one('Availability', 'availability', 'up', exactShare, `answers without a server error, ${span}`),
    one('Error rate', 'errorShare', 'down', exactShare, `answers with a server error, ${span}`),
    one('Slow end (p95)', 'p95Ms', 'down', formatDuration, '95 of 100 answers come sooner'),
    one('Requests', 'requests', 'neither', (value) => formatCount(Math.round(value)), `of people, ${span}`),
    { name: 'Alerts firing', value: String(now.firing), note: 'critical or warning, now' },
    {
      name: 'Replicas',
      value: now.replicas === null ? undefined : formatCount(now.replicas),
      note: 'processes that report, now',
    },
  ];
}

const TIMES = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const HOURS = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' });
const DAYS = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });

/** Values over time as a line takes them. */
export const pointsOf = (points: Series['points'], window: Window, scale: number): readonly LinePoint[] =>
  points.map(({ at, value }) => ({
    title: `${TIMES.format(at)} UTC`,
    tick: (WINDOWS[window].ms > WINDOWS['24h'].ms ? DAYS : HOURS).format(at),
    value: value === null ? null : value * scale,
  }));

/** Alerts by name, severity and service. */
export const alertsTable = (alerts: readonly FiringAlert[]): Html =>
  html`<div class="scroller" role="region" tabindex="0" aria-label="Alerts that fire">
    <table class="data">
      <thead>
        <tr>
          <th scope="col">Alert</th>
          <th scope="col">Severity</th>
          <th scope="col">Service</th>
        </tr>
      </thead>
      <tbody>
        ${alerts.map(
          ({ name, severity, service }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>
                <span class="verdict ${severity === 'critical' ? 'verdict-bad' : 'verdict-warn'}">${severity}</span>
              </td>
              <td>${service}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** Routes by how many of their answers were server errors. */
export const routesChart = (routes: readonly RouteFailures[]): Html =>
  barChart({
    label: 'Server errors by route',
    names: 'Route',
    values: 'Failed',
    sides: ['Of its requests'],
    tone: 'bad',
    code: true,
    rows: routes.map(({ route, failed, requests }) => ({
      name: route,
      value: Math.round(failed),
      sides: [formatShare(requests > 0 ? Math.min(1, failed / requests) : 1)],
    })),
  });
