import type { Panel } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { bars, line, table, trend, worseAbove } from '../panels.ts';

const TO = 'plumbline.destination';

const HOUR = 3_600;

/** Panels of destinations: they stand only where some are configured. */
export const pipelinePanels = (c: BoardContext): readonly Panel[] => [
  bars({
    title: 'Delivered, sent again and lost',
    description: 'Events that each destination confirmed or will never get, and batches that were sent again.',
    unit: 'short',
    queries: [
      line(c.sum(c.increase('plumbline.events.delivered'), TO), `${c.legend(TO)}: delivered`),
      line(c.sum(c.increase('plumbline.events.retries'), TO), `${c.legend(TO)}: retry`),
      line(c.sum(c.increase('plumbline.events.lost'), TO, 'reason'), `${c.legend(TO)} lost: ${c.legend('reason')}`),
    ],
  }),
  trend({
    title: 'Oldest event that waits',
    description: 'How late each destination is. Worry after an hour: then it is an outage and no hiccup.',
    unit: 's',
    min: 0,
    queries: [line(c.max(c.select('plumbline.events.oldest_age'), TO), c.legend(TO))],
    thresholds: [{ colour: 'green' }, { from: HOUR, colour: 'red' }],
  }),
  trend({
    title: 'Events that wait',
    description: 'Accepted events that a destination has not confirmed. They survive a restart.',
    unit: 'short',
    min: 0,
    queries: [line(c.sum(c.select('plumbline.events.pending'), TO), c.legend(TO))],
  }),
  trend({
    title: 'Spool on disk',
    description:
      'Bytes of product events that wait on the disk of all replicas; 0 without a spool, too. It empties by itself when the destination is back.',
    unit: 'bytes',
    min: 0,
    queries: [line(c.sumOrNone(c.select('plumbline.events.spool_size')), 'spool')],
  }),
  trend({
    title: 'State of destinations',
    description: 'Whether a destination is served, tried with one batch, or left alone after failures.',
    unit: 'short',
    min: 0,
    max: 2,
    words: { 0: 'served', 1: 'tried', 2: 'left alone' },
    thresholds: worseAbove(1, 2),
    queries: [line(c.max(c.select('plumbline.events.breaker'), TO), c.legend(TO))],
  }),
  table({
    title: 'Expired approvals',
    description:
      '1: the approval of a destination in the egress lockfile has expired. Review it and approve it again, or remove it.',
    unit: 'short',
    queries: [line(c.max(c.select('plumbline.egress.expired'), TO), 'expired')],
  }),
];
