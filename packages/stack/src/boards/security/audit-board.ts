import type { Board, BoardRow } from '../../model/board.ts';
import { type BoardContext, orZero } from '../board-context.ts';
import { bars, line, logLines, NONE_IS_GOOD, PLAIN, row, stat, table, trend, worseAbove } from '../panels.ts';
import { trailRow } from './trail-row.ts';

const RECORDED = 'plumbline.audit.recorded';
const ATTEMPTS = 'plumbline.auth.attempts';

const HOUR = 3_600;
const DAY = 86_400;

const answerRow = (c: BoardContext): BoardRow =>
  row(
    'Is the trail whole?',
    stat({
      title: 'Records lost (24 h)',
      description:
        'Records that were accepted and will never reach the store. Any is a gap in the evidence: find out which.',
      unit: 'short',
      expr: orZero(c.sum(c.increase('plumbline.audit.lost', {}, '24h'))),
      thresholds: NONE_IS_GOOD,
    }),
    stat({
      title: 'Records refused (24 h)',
      description:
        'Records that were refused before acceptance: an undeclared action, a field that does not fit, a disk that is full.',
      unit: 'short',
      expr: orZero(c.sum(c.increase('plumbline.audit.refused', {}, '24h'))),
      thresholds: NONE_IS_GOOD,
    }),
    stat({
      title: 'Oldest waiting record',
      description:
        'Age of the oldest record that the store has not confirmed. Nothing is lost while it waits on disk; after an hour look why.',
      unit: 's',
      expr: `max(${c.select('plumbline.audit.oldest_age')})`,
      thresholds: worseAbove(HOUR / 4, HOUR),
    }),
    stat({
      title: 'Findings',
      description:
        'What the last verification found. 0: the trail is intact. Anything else is an incident of security.',
      unit: 'short',
      expr: `max(${c.select('plumbline.audit.findings')})`,
      noValue: 'never verified',
      thresholds: NONE_IS_GOOD,
    }),
    stat({
      title: 'Last verified',
      description:
        'Time since the last recorded verification, or since the first record where there was none. A trail that nobody verifies proves nothing: once a day is enough.',
      unit: 's',
      expr: `max(${c.select('plumbline.audit.verified_age')})`,
      noValue: 'no record yet',
      thresholds: worseAbove(DAY * 1.5, DAY * 7),
    }),
    stat({
      title: 'Denied (24 h)',
      description: 'Privileged actions that were refused to somebody. It has no right value; look at a jump.',
      unit: 'short',
      expr: orZero(c.sum(c.increase(RECORDED, { outcome: 'denied' }, '24h'))),
      thresholds: PLAIN,
    }),
  );

const actionRow = (c: BoardContext): BoardRow =>
  row(
    'Who did what, in numbers',
    bars({
      title: 'Privileged actions',
      description:
        'Records by action in each hour. Exports, role changes and user management at night deserve a question.',
      unit: 'short',
      width: 16,
      step: '1h',
      queries: [line(c.sum(c.increase(RECORDED), 'action'), c.legend('action'))],
    }),
    table({
      title: 'Actions in the time shown',
      description: 'Records by action and outcome. Who it was stands in the trail: plumbline audit query.',
      unit: 'short',
      width: 8,
      queries: [line(`sort_desc(${c.sum(c.increase(RECORDED, {}, '$__range'), 'action', 'outcome')} > 0)`, 'records')],
    }),
    bars({
      title: 'Outcome of privileged actions',
      description: 'Records by outcome. A wall of denied is somebody who tries doors.',
      unit: 'short',
      step: '1h',
      queries: [line(c.sum(c.increase(RECORDED), 'outcome'), c.legend('outcome'))],
    }),
  );

const signInRow = (c: BoardContext): BoardRow =>
  row(
    'Sign-in',
    bars({
      title: 'Failed attempts by reason',
      description:
        'Attempts to sign in that failed. Many bad credentials within minutes are an attack; many locked ones are its end.',
      unit: 'short',
      queries: [line(c.sum(c.increase(ATTEMPTS, { outcome: 'failure' }), 'reason'), c.legend('reason'))],
    }),
    trend({
      title: 'Failing share of sign-ins',
      description: `Worry above ${c.model.thresholds.authFailureRatio * 100} %: that is where the alert is.`,
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [
        line(`${c.sum(c.rate(ATTEMPTS, { outcome: 'failure' }))} / (${c.sum(c.rate(ATTEMPTS))} > 0)`, 'failing share'),
      ],
      thresholds: [{ colour: 'green' }, { from: c.model.thresholds.authFailureRatio, colour: 'red' }],
    }),
    logLines({
      title: 'Requests that were refused',
      description: 'Requests that ended with 401 or 403, newest first. One line leads to everything its request did.',
      expr: c.logs('| http_response_status_code=~"401|403"'),
    }),
  );

/** For security: is the trail whole, and what stands in it? */
export const auditBoard = (c: BoardContext): Board => ({
  uid: 'plumbline-audit',
  title: 'Security and audit',
  audience: 'security',
  description:
    'Is the audit trail whole, what was done with privileges, and who fails to sign in? In numbers: names stand in the trail.',
  alerts: 'audit',
  defaultRange: 'now-24h',
  rows:
    c.model.application.actions.length === 0 ? [signInRow(c)] : [answerRow(c), actionRow(c), trailRow(c), signInRow(c)],
});
