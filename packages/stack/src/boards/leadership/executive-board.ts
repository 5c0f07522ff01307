import type { Board, BoardRow, Panel } from '../../model/board.ts';
import type { Slo } from '../../model/slo.ts';
import { BUDGET_REMAINING, errorRatio } from '../../slo/recordings.ts';
import { type BoardContext, share } from '../board-context.ts';
import { bars, betterAbove, dial, line, NONE_IS_GOOD, PLAIN, row, stat, trend, when, words } from '../panels.ts';
import { legendOf, titleOf, workflowGauges } from '../product/workflow-gauges.ts';
import { scoped } from '../scoped.ts';

const ACTIONS = 'plumbline.usage.actions';

/** Few numbers are read; the rest stands on the board of the product team. */
const MOST_GAUGES = 4;

const kept = ({ description, name, objective, window }: Slo): Panel =>
  stat({
    title: `${titleOf(name)} (${window})`,
    description: `${description} The promise is ${Number((objective * 100).toPrecision(6))} %; red means that it is not kept.`,
    unit: 'percentunit',
    width: 6,
    height: 6,
    expr: `1 - ${scoped(errorRatio(window), `slo="${name}"`)}`,
    noValue: 'no events yet',
    thresholds: [{ colour: 'red' }, { from: objective, colour: 'green' }],
  });

const budget = ({ name }: Slo): Panel =>
  dial({
    title: `${titleOf(name)}: budget left`,
    description:
      'What is left of the failures that the promise allows. Below a quarter, reliability goes before new features.',
    unit: 'percentunit',
    expr: scoped(BUDGET_REMAINING, `slo="${name}"`),
    noValue: 'no events yet',
    thresholds: betterAbove(0, 0.25),
  });

const core = (c: BoardContext) => ({ action: { in: c.model.usage.core } });

const usageRow = (c: BoardContext): BoardRow => {
  const week = c.sum(c.increase(ACTIONS, core(c), '7d'));
  return row(
    'Do people use it?',
    when(
      c.model.usage.core.length > 0,
      stat({
        title: 'Core actions (7 d)',
        description: `What people came for: ${c.model.usage.core.join(', ')}.`,
        unit: 'short',
        width: 6,
        height: 8,
        expr: week,
        thresholds: PLAIN,
      }),
      stat({
        title: 'Against the week before (7 d)',
        description: 'Core actions of this week as a share of those of the week before. 100 % is as much as then.',
        unit: 'percentunit',
        width: 6,
        height: 8,
        expr: share(week, c.sum(`increase(${c.select(ACTIONS, core(c))}[7d] offset 1w)`)),
        noValue: 'no week before',
        thresholds: betterAbove(0.7, 0.9),
        needs: 'days',
      }),
      bars({
        title: 'Core actions by day',
        description: 'How often each core action was done on each day. Weekends and holidays show.',
        unit: 'short',
        step: '1d',
        queries: [line(c.sum(c.increase(ACTIONS, core(c)), 'action'), c.legend('action'))],
      }),
    ),
    workflowGauges(c)
      .slice(0, MOST_GAUGES)
      .map((gauge) =>
        trend({
          title: titleOf(gauge.name),
          description: gauge.help,
          unit: gauge.unit,
          min: 0,
          queries: [line(gauge.expr(gauge.labels), legendOf(c, gauge))],
        }),
      ),
  );
};

const trustRow = (c: BoardContext): BoardRow =>
  row(
    'Can it be trusted?',
    when(
      c.model.application.actions.length > 0,
      stat({
        title: 'Audit trail',
        description: 'Findings of the last verification of the audit trail. Intact: nothing was changed or removed.',
        unit: 'short',
        width: 8,
        expr: `max(${c.select('plumbline.audit.findings')})`,
        words: { 0: 'intact' },
        noValue: 'never verified',
        thresholds: NONE_IS_GOOD,
      }),
    ),
    stat({
      title: 'Sign-ins that succeed (7 d)',
      description: 'Attempts to sign in that succeeded.',
      unit: 'percentunit',
      width: 8,
      expr: share(
        c.sum(c.increase('plumbline.auth.attempts', { outcome: 'success' }, '7d')),
        c.sum(c.increase('plumbline.auth.attempts', {}, '7d')),
      ),
      noValue: 'no sign-ins',
      thresholds: betterAbove(1 - c.model.thresholds.authFailureRatio, 0.9),
    }),
    words({
      title: 'What the numbers mean',
      description: 'Definitions, so that they stay the same from month to month.',
      height: 5,
      markdown: definitions(c),
    }),
  );

function definitions({ model }: BoardContext): string {
  const promises = model.slos.map(
    ({ description, name, objective, window }) =>
      `- **${titleOf(name)}**: ${description} At least ${Number((objective * 100).toPrecision(6))} % over ${window}.`,
  );
  const actions =
    model.usage.core.length === 0
      ? []
      : [`- **Core actions**: ${model.usage.core.join(', ')}; each counted once when it is done.`];
  return [...promises, ...actions, '- Numbers are counts. Nobody can be found in them.'].join('\n');
}

/** For leadership: does it keep its promises, is it used, can it be trusted? */
export const executiveBoard = (c: BoardContext): Board => ({
  uid: 'plumbline-executive',
  title: 'Executive',
  audience: 'leadership',
  description: 'Does it keep its promises, do people use it, and can it be trusted?',
  alerts: 'reliability',
  defaultRange: 'now-30d',
  rows: [
    row('Are promises kept?', ...c.model.slos.flatMap((slo) => [kept(slo), budget(slo)])),
    usageRow(c),
    trustRow(c),
  ],
});
