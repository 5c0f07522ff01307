import type { MetricLike } from '@plumbline/core';
import type { Audience, Board, Panel, PanelQuery } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { row, words } from '../panels.ts';
import { latestSql, type ReportedNumbers, trendSql, versionsSql } from './report-sql.ts';

type Period = MetricLike['periods'][number];

/** The longest first: what leadership is told. */
const LONGEST: readonly Period[] = ['quarter', 'month', 'week', 'day'];

const UNITS: Readonly<Record<string, string>> = { share: 'percentunit', milliseconds: 'ms' };

const unitOf = ({ unit }: MetricLike): string => UNITS[unit] ?? 'short';

const longest = ({ periods }: MetricLike): Period => LONGEST.find((period) => periods.includes(period)) ?? 'month';

/** What changes fast enough to be seen and slowly enough to be finished. */
const shown = (metric: MetricLike): Period => (metric.periods.includes('month') ? 'month' : longest(metric));

const asked = (expr: string, more: Partial<PanelQuery> = {}): PanelQuery => ({ source: 'reports', expr, ...more });

const numbersOf = (table: string, { id }: MetricLike, period: Period): ReportedNumbers => ({
  metric: id,
  period,
  table,
});

const latest = (table: string, metric: MetricLike): Panel => ({
  kind: 'stat',
  title: metric.title,
  description: `${metric.question} The last ${longest(metric)} that is finished.`,
  unit: unitOf(metric),
  width: 4,
  height: 4,
  noValue: 'none finished',
  queries: [asked(latestSql(numbersOf(table, metric, longest(metric))), { instant: true })],
});

const trend = (table: string, metric: MetricLike, of: 'all' | 'slices'): Panel => ({
  kind: 'bars',
  title: `${metric.title} per ${shown(metric)}${of === 'slices' ? `, by ${metric.slices}` : ''}`,
  description: `${metric.question} ${metric.caveats[0] ?? 'A finished number never changes.'}`,
  unit: unitOf(metric),
  width: 12,
  height: 8,
  min: 0,
  // Slices of a share do not add up.
  stacked: of === 'slices' && (metric.unit === 'people' || metric.unit === 'count'),
  noValue: 'none finished',
  queries: [
    asked(trendSql(numbersOf(table, metric, shown(metric)), of), {
      legend: of === 'slices' ? '{{slice}}' : metric.title,
    }),
  ],
});

const versions = (table: string, metrics: readonly MetricLike[]): Panel => ({
  kind: 'table',
  title: 'Which version made which number',
  description: 'Two versions are two ways to count: do not compare their numbers.',
  unit: 'short',
  width: 24,
  height: 9,
  queries: [asked(versionsSql(table, metrics), { instant: true, legend: 'start' })],
});

/** Marks of Markdown in a text of a definition are text. */
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>|#]/g, (sign) => `\\${sign}`);

const meaning = ({ caveats, id, minPeople, owner, question, title, version }: MetricLike): string => {
  const few = minPeople === 0 ? [] : [`Fewer than ${minPeople} people behind a value: it is left out.`];
  const said = [...caveats, ...few].map((line) => `  - ${plain(line)}`);
  return [
    `- **${plain(title)}** (${plain(id)}, version ${version}, ${plain(owner)}): ${plain(question)}`,
    ...said,
  ].join('\n');
};

function reportBoard({ model }: BoardContext, audience: Audience): Board | undefined {
  const { metrics = [], table = '' } = model.reporting ?? {};
  const own = metrics.filter((metric) => metric.audience.includes(audience));
  if (own.length === 0) return undefined;
  return {
    uid: audience === 'leadership' ? 'plumbline-reports' : `plumbline-reports-${audience}`,
    title: audience === 'leadership' ? 'Reports' : `Reports (${audience})`,
    audience,
    description: 'Finished numbers with the version of the definition that made each; none of them ever changes.',
    defaultRange: 'now-730d',
    ...(audience === 'leadership' && { related: ['plumbline-executive'] }),
    rows: [
      row('Last finished', ...own.map((metric) => latest(table, metric))),
      row(
        'Over time',
        ...own.flatMap((metric) => [
          trend(table, metric, 'all'),
          ...(metric.slices === '' ? [] : [trend(table, metric, 'slices')]),
        ]),
      ),
      row(
        'What the numbers mean',
        versions(table, own),
        words({
          title: 'Definitions',
          description: 'What each number asks, who answers for it, and what it does not say.',
          height: Math.min(30, 4 + own.length * 3),
          markdown: own.map(meaning).join('\n'),
        }),
      ),
    ],
  };
}

const AUDIENCES: readonly Audience[] = ['leadership', 'product', 'operator', 'security'];

/** Reported numbers for each of those who read any, where the deployment names definitions. */
export const reportBoards = (c: BoardContext): readonly Board[] =>
  AUDIENCES.flatMap((audience) => reportBoard(c, audience) ?? []);
