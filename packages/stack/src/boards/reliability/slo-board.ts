import type { Slo } from '../../model/slo.ts';
import type { Board, BoardRow } from '../../model/board.ts';
import { BUDGET_REMAINING, errorRatio, ERRORS, EVENTS, OBJECTIVE } from '../../slo/recordings.ts';
import { burnRates } from '../../slo/burn-rates.ts';
import type { BoardContext } from '../board-context.ts';
import { betterAbove, dial, line, row, stat, table, trend, worseAbove } from '../panels.ts';
import { scoped } from '../scoped.ts';

/** From which burn rates on somebody is woken: over an hour, and over six. */
const wakes = ({ window }: Slo): readonly [hour: number, six: number] => {
  const [hour, six] = burnRates(window).fast;
  return [hour?.factor ?? 1, six?.factor ?? 1];
};

/** The lowest of them, and each with its windows where there are several. */
function wakesOf(slos: readonly Slo[], pair: 0 | 1): { readonly from: number; readonly text: string } {
  const windows = [...new Map(slos.map((slo) => [slo.window, wakes(slo)[pair]]))].toSorted((a, b) => a[1] - b[1]);
  const [lowest] = windows;
  const each = windows.map(([window, factor]) => `${factor} (${window})`).join(', ');
  return { from: lowest?.[1] ?? 1, text: windows.length === 1 ? `${lowest?.[1]}` : each };
}

const percent = (ratio: number): string => `${Number((ratio * 100).toPrecision(6))} %`;

const burn = (window: string, ...match: readonly string[]): string =>
  `${scoped(errorRatio(window), ...match)} / (1 - ${scoped(OBJECTIVE, ...match)})`;

const budgetOf = ({ description, name, objective, window }: Slo) =>
  dial({
    title: `${name}: budget left`,
    description: `${description} ${percent(objective)} of them over ${window}. What is left of the failures that this allows; below 0 the objective is missed.`,
    unit: 'percentunit',
    expr: scoped(BUDGET_REMAINING, `slo="${name}"`),
    noValue: 'no events yet',
    thresholds: betterAbove(0, 0.25),
  });

const burnOf = (slo: Slo) => {
  const { name } = slo;
  const [hour, six] = wakes(slo);
  return stat({
    title: `${name}: burning`,
    description: `How many times faster than allowed the budget goes, over an hour. 1 spends it exactly; from ${hour} on somebody is woken.`,
    unit: 'suffix:×',
    width: 6,
    height: 6,
    expr: burn('1h', `slo="${name}"`),
    noValue: 'no events yet',
    thresholds: worseAbove(1, six),
  });
};

const burnRow = (slos: readonly Slo[]): BoardRow => {
  const [hour, six] = [wakesOf(slos, 0), wakesOf(slos, 1)];
  return row(
    'How fast does the budget go?',
    trend({
      title: 'Burn rate over 1 h',
      description: `Above ${hour.text} the budget of the whole window is gone in two days, and somebody is woken.`,
      unit: 'suffix:×',
      min: 0,
      queries: [line(burn('1h'), '{{slo}}')],
      thresholds: [{ colour: 'green' }, { from: hour.from, colour: 'red' }],
    }),
    trend({
      title: 'Burn rate over 6 h',
      description: `The same, slower to rise and slower to fall. Above ${six.text} somebody is woken as well.`,
      unit: 'suffix:×',
      min: 0,
      queries: [line(burn('6h'), '{{slo}}')],
      thresholds: [{ colour: 'green' }, { from: six.from, colour: 'red' }],
    }),
    trend({
      title: 'Budget left over time',
      description: 'A step down is an incident; a slope is a fault that nobody noticed.',
      unit: 'percentunit',
      max: 1,
      queries: [line(scoped(BUDGET_REMAINING), '{{slo}}')],
      thresholds: [{ colour: 'green' }, { from: 0, colour: 'text' }],
    }),
    trend({
      title: 'Events and failures',
      description:
        'What the objectives count, per second. Few events make shares jump: below the least number no alert fires.',
      unit: 'reqps',
      min: 0,
      queries: [line(scoped(EVENTS), '{{slo}}'), line(scoped(ERRORS), '{{slo}} failure')],
    }),
  );
};

/** One row for each objective: without the names of their metrics, columns of several queries have the same labels. */
const numbers = (recorded: string, legend: string) => line(`max by (service_name, slo) (${scoped(recorded)})`, legend);

const tableRow = (slos: readonly Slo[]): BoardRow =>
  row(
    'In numbers',
    table({
      title: 'Share of failures by window',
      description: 'Failures as a share of all events, weighted by events: a quiet night counts as little as it had.',
      unit: 'percentunit',
      width: 24,
      height: Math.max(4, 3 + slos.length),
      queries: [
        ...['5m', '1h', '6h', '1d', '3d'].map((window) => numbers(errorRatio(window), window)),
        ...[...new Set(slos.map(({ window }) => window))].map((window) => numbers(errorRatio(window), window)),
        numbers(OBJECTIVE, 'objective'),
      ],
    }),
  );

/** For operators: is what was promised kept? Undefined without objectives. */
export function sloBoard({ model }: BoardContext): Board | undefined {
  if (model.slos.length === 0) return undefined;
  return {
    uid: 'plumbline-slo',
    title: 'Objectives',
    audience: 'operator',
    description: 'Is what was promised kept, and how fast does the budget go?',
    alerts: 'reliability',
    related: ['plumbline-reliability'],
    defaultRange: 'now-7d',
    rows: [
      row('Is it kept?', ...model.slos.flatMap((slo) => [budgetOf(slo), burnOf(slo)])),
      burnRow(model.slos),
      tableRow(model.slos),
    ],
  };
}
