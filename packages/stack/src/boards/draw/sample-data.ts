import { prometheusLabel, prometheusName } from '@plumbline/core';
import type { Panel, PanelQuery } from '../../model/board.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { meaningOf } from '../series-colours.ts';
import { type DrawnLine, type DrawnSeries, type PanelData, seriesName } from './panel-data.ts';

const POINTS = 90;
const MOST_SERIES = 6;

/** Values of labels whose lists only a running service knows. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  http_route: ['/items', '/items/:id', '/approvals/:id', '/exports'],
  http_response_status_code: ['200', '201', '302', '404', '500'],
  server_address: ['mail.example.com', 'storage.example.com'],
  dependency: ['postgres', 'email', 'blob'],
  service_name: ['approvals', 'gateway'],
  job: ['alertmanager', 'alloy', 'grafana', 'loki', 'prometheus', 'tempo'],
  instance: ['host-1', 'host-2'],
  __name__: ['http_server_request_duration_seconds_bucket', 'plumbline_log_lines_total', 'plumbline_redactions_total'],
  detected_level: ['info', 'warn', 'error'],
};

/** The same number for the same text, from 0 to 1. */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

function valuesOf(label: string, expr: string, { instruments, slos }: StackModel): readonly string[] {
  if (label === 'slo') return slos.map(({ name }) => name);
  const usual = USUAL[label];
  if (usual !== undefined) return usual;
  const asked = [...instruments.values()].filter((instrument) => expr.includes(prometheusName(instrument)));
  const lists = asked.flatMap(({ labels }) =>
    Object.entries(labels).flatMap(([name, values]) =>
      prometheusLabel(name) === label && values !== 'open' ? [values] : [],
    ),
  );
  const closed = (lists[0] ?? []).filter((value) => !['other', '_OTHER'].includes(value));
  return closed.length > 0 ? closed.slice(0, MOST_SERIES) : ['first', 'second', 'third'];
}

/** The labels of a query: those that its legend names, or those that its outermost clause keeps. */
function labelSets(
  { expr, legend = '' }: PanelQuery,
  kind: Panel['kind'],
  model: StackModel,
): readonly Readonly<Record<string, string>>[] {
  const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  const kept = (/\bby \(([^()]+)\)/.exec(expr)?.[1] ?? '')
    .split(', ')
    .filter((label) => label !== '' && label !== 'le');
  const recorded = kind === 'table' && expr.startsWith('slo:') ? ['slo'] : kept;
  const labels = kind === 'table' ? recorded : named;
  return labels
    .reduce<Record<string, string>[]>(
      (sets, label) => sets.flatMap((set) => valuesOf(label, expr, model).map((value) => ({ ...set, [label]: value }))),
      [{}],
    )
    .slice(0, kind === 'table' ? 12 : MOST_SERIES);
}

const USUAL_SIZE: Readonly<Record<string, number>> = {
  s: 0.18,
  percentunit: 0.62,
  bytes: 4e8,
  Bps: 3e5,
  reqps: 14,
  ops: 9,
  cps: 120,
  short: 9,
};

function sizeOf(panel: Panel, name: string): number {
  const { description, title, unit } = panel;
  if (unit === 'percentunit' && /failing|failures/i.test(title)) return 0.012;
  if (unit === 'percentunit' && /success|kept|left|in memory|succeed|promise|Against/i.test(title + description))
    return 0.986;
  if (unit === 's' && /since|oldest|age|verified/i.test(title)) return 900;
  if (/^(?:red|orange)$/.test(meaningOf(name) ?? '') || /lost|down|fail|dead/i.test(title))
    return unit === 'short' ? 0 : (USUAL_SIZE[unit] ?? 1) / 40;
  return USUAL_SIZE[unit] ?? 1.1;
}

function valueAt(panel: Panel, key: string, at: number, size: number): number {
  if (panel.words !== undefined) return chance(key) > 0.85 && at > 0.6 && at < 0.68 ? 0 : (panel.max ?? 0) > 1 ? 0 : 1;
  const wave = 1 + 0.35 * Math.sin(at * 9 + chance(key) * 6) + 0.18 * (chance(`${key}${at}`) - 0.5);
  const value = size * wave * (0.6 + chance(key));
  if (panel.unit === 'percentunit' && size > 0.9) return Math.min(1, size + 0.013 * (chance(`${key}${at}`) - 0.3));
  if (panel.kind === 'bars' || (panel.unit === 'short' && panel.kind !== 'timeseries'))
    return Math.max(0, Math.round(size === 0 ? Number(chance(`${key}${at}`) > 0.93) : value));
  return Math.max(0, panel.max === 1 ? Math.min(1, value) : value);
}

function seriesOf(panel: Panel, model: StackModel, [from, to]: readonly [number, number]): readonly DrawnSeries[] {
  return panel.queries.flatMap((query, index) =>
    labelSets(query, panel.kind, model).map((labels) => {
      const key = `${panel.title} ${index} ${Object.values(labels).join(' ')}`;
      const size = sizeOf(panel, seriesName(query.legend, labels));
      const count = query.instant === true ? 1 : POINTS;
      const points = Array.from({ length: count }, (_, at) => {
        const share = count === 1 ? 1 : at / (count - 1);
        return [from + (to - from) * share, valueAt(panel, key, share, size)] as const;
      });
      return { query: index, labels, points };
    }),
  );
}

const LINES = [
  ['info', 'request completed  method=POST route=/approvals/:id status=201'],
  ['warn', 'mail was not taken, it will be tried again  attempt=2'],
  ['error', 'export failed  error.type=TimeoutError'],
  ['info', 'request completed  method=GET route=/items status=200'],
] as const satisfies readonly (readonly [DrawnLine['level'], string])[];

const linesOf = ([, to]: readonly [number, number]): readonly DrawnLine[] =>
  Array.from({ length: 14 }, (_, index) => {
    const [level, text] = LINES[index % LINES.length] ?? LINES[0];
    return { seconds: to - index * 17.31, level, text };
  });

const ALERTS = [
  { alertname: 'PlumblineJobFailed', severity: 'warning' },
  { alertname: 'PlumblineDependencyDown', severity: 'critical' },
] as const;

/** Made-up numbers, to look at a board before anything runs. The same panel has the same ones each time. */
export function sampleData(panel: Panel, model: StackModel, time: readonly [from: number, to: number]): PanelData {
  if (panel.kind === 'logs' || panel.kind === 'traces') return { lines: linesOf(time) };
  if (panel.kind === 'alerts')
    return { series: ALERTS.map((labels) => ({ query: 0, labels, points: [[time[1], 1]] })) };
  return { series: seriesOf(panel, model, time) };
}
