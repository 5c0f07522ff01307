import { barChart } from '../charts/bar-chart.ts';
import { type LinePoint, lineChart } from '../charts/line-chart.ts';
import { type StatTile, statTiles } from '../charts/stat-tile.ts';
import type { PageEntry, PageRequest, PanelResult } from '../page-request.ts';
import { expressionsOf, type Window, WINDOWS } from '../reliability/expressions.ts';
import { createPrometheus, type Series } from '../reliability/prometheus.ts';
import {
  createSummary,
  type FiringAlert,
  type ReadSummary,
  type RouteFailures,
  type Summary,
} from '../reliability/read-summary.ts';
import type { ReliabilityOptions } from '../reliability/reliability-options.ts';
import { type BetterWay, changeOf } from '../ui/change.ts';
import { formatCount, formatDuration, formatShare } from '../ui/format.ts';
import { html, type Html, raw } from '../ui/html.ts';
import { panel, type PanelSpec } from '../ui/panel.ts';
import { frame } from './frame.ts';
import { boardLinks } from './reliability-links.ts';
import { slot } from './slot.ts';

const isWindow = (text: string | undefined): text is Window => text !== undefined && Object.hasOwn(WINDOWS, text);

const windowOf = (request: PageRequest): Window => {
  const given = request.parameter('window');
  return isWindow(given) ? given : '24h';
};

const PATH = '/reliability';

const controls = (request: PageRequest, chosen: Window): Html =>
  html`<div class="filters">
    <div class="filters-bar">
      <nav class="segments" aria-label="Time">
        ${Object.entries(WINDOWS).map(
          ([window, { title }]) =>
            html`<a href="${request.href(PATH, { window })}" ${window === chosen && raw('aria-current="true"')}
              >${title}</a
            >`,
        )}
      </nav>
      <a
        class="switch ${request.filters.compare && 'switch-on'}"
        href="${request.href(PATH, { compare: request.filters.compare ? undefined : '1' })}"
        ><span class="switch-track" aria-hidden="true"></span>Compare with the time
        before${request.filters.compare && html`<span class="quiet"> (on)</span>`}</a
      >
    </div>
  </div>`;

type Measure = (value: number) => string;

const exactShare: Measure = (value) => `${Number((value * 100).toFixed(3))}%`;

function tilesOf({ before, ...now }: Summary, window: Window): readonly StatTile[] {
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

const pointsOf = (points: Series['points'], window: Window, scale: number): readonly LinePoint[] =>
  points.map(({ at, value }) => ({
    title: `${TIMES.format(at)} UTC`,
    tick: (WINDOWS[window].ms > WINDOWS['24h'].ms ? DAYS : HOURS).format(at),
    value: value === null ? null : value * scale,
  }));

/** A panel in the state of its result; `draw` is asked only where there is something to draw. */
export function resultPanel<Answer>(
  spec: Omit<PanelSpec, 'state'>,
  result: PanelResult<Answer>,
  draw: (answer: Answer) => Partial<PanelSpec>,
): Html {
  if (result.state === 'ready') return panel({ ...spec, state: 'ready', ...draw(result.answer) });
  if (result.state === 'empty') return panel({ ...spec, state: 'empty' });
  const { message, requestId } = result;
  return panel({ ...spec, state: 'error', message, requestId });
}

const alertsTable = (alerts: readonly FiringAlert[]): Html =>
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

const routesChart = (routes: readonly RouteFailures[]): Html =>
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

function panels(request: PageRequest, read: ReadSummary, window: Window): Html {
  const { now, filters } = request;
  // One answer for all who look within the same few seconds.
  const at = Math.floor(now / 5_000) * 5_000;
  const key = `${window} ${filters.compare}`;
  const ask = <Answer>(id: string, work: (signal: AbortSignal) => Promise<Answer>) => request.attempt(id, work, key);
  return html`${request.later('reliability_summary', async () => {
      const result = await ask('reliability_summary', (signal) => read.summary(window, filters.compare, at, signal));
      return result.state === 'error'
        ? panel({ id: 'reliability_summary', title: 'Is it up, fast and correct?', width: 12, ...result })
        : statTiles('Is it up, fast and correct?', tilesOf(result.answer, window));
    })}
    <div class="grid grid-after">
      ${slot(request, { id: 'error_rate', title: 'When did answers fail?' }, async () =>
        resultPanel(
          { id: 'error_rate', title: 'When did answers fail?' },
          await ask('error_rate', (signal) => read.errorTrend(window, at, signal)),
          (points) => ({
            chart: lineChart({
              label: 'Share of answers with a server error.',
              unit: '%',
              points: pointsOf(points, window, 100),
              format: (value) => `${Number(value.toFixed(2))}`,
            }),
          }),
        ),
      )}
      ${slot(request, { id: 'slow_end', title: 'When was it slow?' }, async () =>
        resultPanel(
          { id: 'slow_end', title: 'When was it slow?' },
          await ask('slow_end', (signal) => read.slowTrend(window, at, signal)),
          (points) => ({
            chart: lineChart({
              label: 'Time within which 95 of 100 answers come.',
              unit: '',
              points: pointsOf(points, window, 1_000),
              format: formatDuration,
            }),
          }),
        ),
      )}
      ${slot(request, { id: 'failing_routes', title: 'Which routes fail?' }, async () =>
        resultPanel(
          { id: 'failing_routes', title: 'Which routes fail?', message: 'No answer was a server error in this time.' },
          await ask('failing_routes', (signal) => read.worstRoutes(window, at, signal)),
          (routes) => ({ chart: routesChart(routes) }),
        ),
      )}
      ${slot(request, { id: 'firing_alerts', title: 'Which alerts fire?' }, async () =>
        resultPanel(
          {
            id: 'firing_alerts',
            title: 'Which alerts fire?',
            message: 'No alert of severity critical or warning fires now.',
          },
          await ask('firing_alerts', (signal) => read.firing(at, signal)),
          (alerts) => ({ chart: alertsTable(alerts) }),
        ),
      )}
    </div>`;
}

const unconfigured = (): Html =>
  panel({
    id: 'reliability_summary',
    title: 'Is it up, fast and correct?',
    width: 12,
    state: 'empty',
    message: html`Nothing says where the metrics are. Set <code>reliability.prometheus.url</code> of
      <code>createDashboard</code> to the address of Prometheus' HTTP API.`,
  });

/** For operators: whether the service answers, how often it fails, how slow it is, and what fires. */
export function reliabilityEntry(options: ReliabilityOptions = {}): PageEntry {
  const { prometheus } = options;
  const read = prometheus && createSummary(createPrometheus(prometheus), expressionsOf(options));
  return {
    id: 'reliability',
    path: PATH,
    title: 'Reliability',
    audience: 'operator',
    parameters: { window: /^(?:1h|6h|24h|7d|30d)$/ },
    page: async (request) => {
      const window = windowOf(request);
      return frame(request, {
        title: 'Reliability',
        lead: 'Is it up, fast and correct? A summary; the boards have the details.',
        body: html`${controls(request, window)} ${read ? panels(request, read, window) : unconfigured()}
          <h2 class="section-title">Where the details are</h2>
          ${boardLinks(options)}
          <p class="note"><a href="${request.href('/request')}">What did one request do?</a></p>`,
      });
    },
  };
}
