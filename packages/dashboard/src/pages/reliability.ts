import { lineChart } from '../charts/line-chart.ts';
import { statTiles } from '../charts/stat-tile.ts';
import type { PageEntry, PageRequest } from '../page-request.ts';
import { expressionsOf, type Window, WINDOWS } from '../reliability/expressions.ts';
import { createPrometheus } from '../reliability/prometheus.ts';
import { createSummary, type ReadSummary } from '../reliability/read-summary.ts';
import type { ReliabilityOptions } from '../reliability/reliability-options.ts';
import { formatDuration } from '../ui/format.ts';
import { html, type Html, raw } from '../ui/html.ts';
import { panel } from '../ui/panel.ts';
import { frame } from './frame.ts';
import { boardLinks } from './reliability-links.ts';
import { alertsTable, pointsOf, routesChart, tilesOf } from './reliability-panels.ts';
import { resultPanel, slot } from './slot.ts';

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
        href="${request.href(PATH, { compare: request.filters.compare ? '0' : undefined })}"
        ><span class="switch-track" aria-hidden="true"></span>Compare with the time
        before${request.filters.compare && html`<span class="quiet"> (on)</span>`}</a
      >
    </div>
  </div>`;

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
    heading: 'Not connected',
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
