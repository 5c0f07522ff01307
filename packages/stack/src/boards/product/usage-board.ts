import type { Board, BoardRow, Panel } from '../../model/board.ts';
import { type BoardContext, orZero, share } from '../board-context.ts';
import {
  bars,
  betterAbove,
  line,
  NONE_IS_BEST,
  NONE_IS_GOOD,
  PLAIN,
  row,
  stat,
  table,
  trend,
  when,
} from '../panels.ts';

const ACTIONS = 'plumbline.usage.actions';

const core = (c: BoardContext) => ({ action: { in: c.model.usage.core } });

const counted = (c: BoardContext): readonly Panel[] => [
  stat({
    title: 'Core actions (24 h)',
    description: `What people came for: ${c.model.usage.core.join(', ')}. Compare it with the number beside it.`,
    unit: 'short',
    expr: c.sum(c.increase(ACTIONS, core(c), '24h')),
    thresholds: PLAIN,
  }),
  stat({
    title: 'Against last week (24 h)',
    description:
      'Core actions of the last 24 hours as a share of the same hours a week ago. Worry below a half on a working day.',
    unit: 'percentunit',
    expr: share(
      c.sum(c.increase(ACTIONS, core(c), '24h')),
      c.sum(`increase(${c.select(ACTIONS, core(c))}[24h] offset 1w)`),
    ),
    noValue: 'no last week',
    thresholds: betterAbove(0.5, 0.8),
    needs: 'days',
  }),
];

const bugReports = (c: BoardContext): readonly Panel[] => {
  const { bugReport } = c.model;
  if (bugReport === undefined) return [];
  return [
    stat({
      title: 'Bug reports (24 h)',
      description: 'Reports of bugs that people sent. Read each one; several at once are an outage that no alert saw.',
      unit: 'short',
      expr: c.sum(c.increase(ACTIONS, { action: bugReport }, '24h')),
      thresholds: NONE_IS_BEST,
    }),
  ];
};

const answerRow = (c: BoardContext): BoardRow =>
  row(
    'Is it used?',
    when(c.model.usage.core.length > 0, ...counted(c)),
    stat({
      title: 'Sign-in success (24 h)',
      description: 'Attempts to sign in that succeeded. A fall without an attack means that people are locked out.',
      unit: 'percentunit',
      expr: share(
        c.sum(c.increase('plumbline.auth.attempts', { outcome: 'success' }, '24h')),
        c.sum(c.increase('plumbline.auth.attempts', {}, '24h')),
      ),
      noValue: 'no sign-ins',
      thresholds: betterAbove(1 - c.model.thresholds.authFailureRatio, 0.9),
    }),
    bugReports(c),
    stat({
      title: 'Events accepted (24 h)',
      description: 'Product events that were taken for delivery: what the numbers of the dashboards are made of.',
      unit: 'short',
      expr: c.sum(c.increase('plumbline.events.accepted', {}, '24h')),
      thresholds: PLAIN,
    }),
    stat({
      title: 'Events lost (24 h)',
      description:
        'Accepted events that will never arrive: by so many the numbers are too small. The stack board says why.',
      unit: 'short',
      expr: orZero(c.sum(c.increase('plumbline.events.lost', {}, '24h'))),
      thresholds: NONE_IS_GOOD,
    }),
  );

const actionRow = (c: BoardContext): BoardRow =>
  row(
    'What people do',
    bars({
      title: 'Actions by name',
      description:
        'How often each action was done in an hour. A gap in working hours is what the alert on quiet use looks for.',
      unit: 'short',
      width: 16,
      height: 9,
      step: '1h',
      queries: [line(c.sum(c.increase(ACTIONS), 'action'), c.legend('action'))],
    }),
    table({
      title: 'Actions in the time shown',
      description: 'How often each action was done in all. One that nobody does any more is a feature to look at.',
      unit: 'short',
      width: 8,
      height: 9,
      queries: [line(`sort_desc(${c.sum(c.increase(ACTIONS, {}, '$__range'), 'action')})`, 'times')],
    }),
    trend({
      title: 'Against last week (24 h at a time)',
      description:
        'Actions of 24 hours, and those a week before. The lines should run together; holidays are the usual reason why not.',
      unit: 'short',
      min: 0,
      needs: 'days',
      queries: [
        line(c.sum(c.increase(ACTIONS, {}, '24h')), 'this week'),
        line(c.sum(`increase(${c.select(ACTIONS)}[24h] offset 1w)`), 'last week'),
      ],
    }),
    bars({
      title: 'Sign-ins',
      description:
        'Attempts to sign in by outcome. Failures that grow with the successes are typing; failures alone are an attack or an outage.',
      unit: 'short',
      step: '1h',
      queries: [line(c.sum(c.increase('plumbline.auth.attempts'), 'outcome'), c.legend('outcome'))],
    }),
  );

const sourceRow = (c: BoardContext): BoardRow =>
  row(
    'Can the numbers be believed?',
    bars({
      title: 'Events by source',
      description:
        'Product events accepted in an hour, by where they come from. A source that falls silent is broken, not unused.',
      unit: 'short',
      step: '1h',
      queries: [line(c.sum(c.increase('plumbline.events.accepted'), 'plumbline.source'), c.legend('plumbline.source'))],
    }),
    bars({
      title: 'Events refused',
      description:
        'Events that were refused before acceptance, by reason. A wave after a release is an event that the catalog does not know.',
      unit: 'short',
      step: '1h',
      queries: [line(c.sum(c.increase('plumbline.events.refused'), 'reason'), c.legend('reason'))],
    }),
  );

/** For the product team: is it used? Counts only, never who. Undefined without an event catalog. */
export function usageBoard(c: BoardContext): Board | undefined {
  if (c.model.application.usage.length === 0) return undefined;
  return {
    uid: 'plumbline-usage',
    title: 'Product usage',
    audience: 'product',
    description: 'Is it used, what for, and can the numbers be believed? Counts only: nobody can be found here.',
    alerts: 'product',
    related: ['plumbline-workflow'],
    defaultRange: 'now-7d',
    rows: [answerRow(c), actionRow(c), sourceRow(c)],
  };
}
