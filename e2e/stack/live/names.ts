import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type InstrumentSpec, prometheusName, signals } from '@plumbline/core';
import { parse } from 'yaml';
import { boardsOf } from '../../../packages/stack/src/boards/boards-of.ts';
import { externalMetrics } from '../../../packages/stack/src/model/external-metrics.ts';
import { childrenOf, parseQuery, withinOf } from '../../../packages/stack/src/promql/syntax.ts';
import { ABSENT } from './absent.ts';
import type { Watch } from './stage.ts';

/** A metric that a rule or a board names, and where. */
export interface NamedMetric {
  readonly metric: string;
  readonly where: string;
}

/** Parts that do not run here; a collector, Prometheus and Alertmanager do. */
const NOT_HERE: ReadonlySet<string> = new Set([
  'loki',
  'tempo',
  'alloy',
  'grafana',
  'node',
  'cadvisor',
  'kubernetes',
  'postgres',
]);

/** Prometheus writes them itself, and only while an alert is pending or fires. */
const OF_ALERTS: ReadonlySet<string> = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** Names of the metrics that a query asks for. */
export function metricsIn(expr: string): readonly string[] {
  const parsed = parseQuery(expr);
  return withinOf(parsed.root)
    .filter(({ name }) => name === 'VectorSelector')
    .flatMap((selector) =>
      childrenOf(selector)
        .filter(({ name }) => name === 'Identifier')
        .map(parsed.text),
    );
}

const PACKAGES = path.join(import.meta.dirname, '../../../packages');

/** The packages that measure: not the table of instruments itself, and not what is generated from it. */
function readSources(): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(PACKAGES)
    .filter((name) => name !== 'core' && name !== 'stack' && existsSync(path.join(PACKAGES, name, 'src')))
    .map((name) => {
      const folder = path.join(PACKAGES, name, 'src');
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
      return { name, text: files.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n') };
    });
}

let read: ReturnType<typeof readSources> | undefined;
const sources = (): ReturnType<typeof readSources> => (read ??= readSources());

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly expr: string; readonly alert?: string; readonly record?: string }[];
  }[];
}

/** Every metric of every generated rule and board. */
export function namedIn({ files, model }: Watch): readonly NamedMetric[] {
  const rules = files
    .filter(({ path }) => /^prometheus\/rules\/[^/]+\.yml$/.test(path))
    .flatMap(({ text }) => (parse(text) as RuleFile).groups.flatMap((group) => group.rules));
  const queries = [
    ...rules.map(({ alert, expr, record }) => ({ expr, where: alert ?? record ?? '' })),
    ...boardsOf(model).flatMap((board) =>
      board.rows.flatMap(({ panels }) =>
        panels.flatMap(({ queries: own, title }) =>
          own
            .filter(({ source }) => source === 'metrics')
            .map(({ expr }) => ({ expr, where: `${board.uid}: ${title}` })),
        ),
      ),
    ),
  ];
  return queries.flatMap(({ expr, where }) => metricsIn(expr).map((metric) => ({ metric, where })));
}

/** Instruments by their names in Prometheus, those of the parts of a histogram too. */
const instruments = new Map(
  Object.entries(signals as Readonly<Record<string, InstrumentSpec>>).flatMap(([name, { kind, unit }]) => {
    const written = prometheusName({ name, kind, unit });
    const parts = kind === 'histogram' ? ['_bucket', '_count', '_sum'] : [''];
    return parts.map((part) => [`${written}${part}`, name] as const);
  }),
);

/** The package that makes an instrument, where it counts only what did not happen in this run. */
function emittedBy(metric: string): string | undefined {
  const instrument = instruments.get(metric);
  if (instrument === undefined) return undefined;
  const source = sources().find(({ text }) => text.includes(`'${instrument}'`));
  return source && `did not happen here; measured by ${source.name}`;
}

/** Why a metric is not in this Prometheus although something names it; undefined where there is no reason. */
export function reasonOf(metric: string): string | undefined {
  if (OF_ALERTS.has(metric)) return 'written while an alert fires';
  const from = externalMetrics.filter(({ name }) => name === metric).map((external) => external.from);
  if (from.length > 0 && from.every((part) => NOT_HERE.has(part))) return `needs ${from.join(' or ')}`;
  return emittedBy(metric) ?? ABSENT.metrics[metric];
}

/** What is named and neither there nor explained: a name that nothing emits. */
export function unknownNames(named: readonly NamedMetric[], names: readonly string[]): readonly string[] {
  const known = new Set(names);
  return named
    .filter(({ metric }) => !known.has(metric) && reasonOf(metric) === undefined)
    .map(({ metric, where }) => `${metric} in ${where}`);
}
