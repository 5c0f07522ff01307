import { prometheusLabel, prometheusName } from '@plumbline/core';
import type { Panel, PanelQuery } from '../../model/board.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { type DrawnSeries, type PanelData, seriesName } from './panel-data.ts';
import { sampleLines } from './sample-lines.ts';
import { sizeOf } from './sample-sizes.ts';
import { FALLBACK, USUAL } from './usual-labels.ts';

const POINTS = 90;
const MOST_SERIES = 6;

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
  return closed.length > 0 ? closed.slice(0, MOST_SERIES) : (FALLBACK[label] ?? ['first', 'second', 'third']);
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
  const labels = kind === 'table' ? kept : named;
  return labels
    .reduce<Record<string, string>[]>(
      (sets, label) => sets.flatMap((set) => valuesOf(label, expr, model).map((value) => ({ ...set, [label]: value }))),
      [{}],
    )
    .slice(0, kind === 'table' ? 12 : MOST_SERIES);
}

/** States that are mostly the good one. */
const stateAt = ({ max = 0 }: Panel, key: string, at: number): number =>
  chance(key) > 0.85 && at > 0.6 && at < 0.68 ? 0 : max > 1 ? 0 : 1;

function valueAt(panel: Panel, key: string, at: number, size: number): number {
  if (panel.kind === 'timeseries' && panel.words !== undefined) return stateAt(panel, key, at);
  if (/budget left over/i.test(panel.title)) return 1 - 0.3 * at * (0.6 + chance(key));
  if (panel.kind === 'stat' && panel.unit === 'short') return Math.round(size);
  const noise = chance(`${key}${at}`);
  if (panel.unit === 'percentunit' && size > 0.9) return Math.min(1, size + (1 - size) * (noise - 0.3));
  const value = size * (1 + 0.35 * Math.sin(at * 9 + chance(key) * 6) + 0.18 * (noise - 0.5)) * (0.6 + chance(key));
  if (panel.kind === 'bars' || (panel.unit === 'short' && panel.kind !== 'timeseries'))
    return Math.max(0, Math.round(size === 0 ? Number(panel.kind === 'bars' && noise > 0.97) : value));
  return Math.max(0, panel.unit === 'percentunit' ? Math.min(1, value) : value);
}

function seriesOf(panel: Panel, model: StackModel, [from, to]: readonly [number, number]): readonly DrawnSeries[] {
  return panel.queries.flatMap((query, index) =>
    labelSets(query, panel.kind, model).map((labels) => {
      const name = seriesName(query.legend, labels);
      // Quantiles of one thing rise and fall together.
      const key = `${panel.title} ${/^p\d/.test(name) ? '' : index} ${Object.values(labels).join(' ')}`;
      const objective = model.slos.find((slo) => slo.name === labels['slo'] && name === 'objective')?.objective;
      const size = objective ?? sizeOf(panel, name);
      const count = query.instant === true ? 1 : POINTS;
      const points = Array.from({ length: count }, (_, at) => {
        const share = count === 1 ? 1 : at / (count - 1);
        return [from + (to - from) * share, objective ?? valueAt(panel, key, share, size)] as const;
      });
      return { query: index, labels, points };
    }),
  );
}

const ALERTS = [
  { alertname: 'PlumblineJobFailed', severity: 'warning' },
  { alertname: 'PlumblineDependencyDown', severity: 'critical' },
] as const;

/** Made-up numbers, to look at a board before anything runs. The same panel has the same ones each time. */
export function sampleData(panel: Panel, model: StackModel, time: readonly [from: number, to: number]): PanelData {
  if (panel.kind === 'logs' || panel.kind === 'traces') return { lines: sampleLines(panel, time) };
  if (panel.kind === 'alerts')
    return { series: ALERTS.map((labels) => ({ query: 0, labels, points: [[time[1], 1]] })) };
  return { series: seriesOf(panel, model, time) };
}
