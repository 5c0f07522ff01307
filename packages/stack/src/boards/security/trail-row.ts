import type { BoardRow } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { bars, line, row, trend } from '../panels.ts';

const largest = (c: BoardContext, name: string): string => `max(${c.select(`plumbline.audit.${name}`)})`;
const each = (c: BoardContext, name: string): string => c.sumOrNone(c.increase(`plumbline.audit.${name}`));

/** The way of a record from the spool to a seal and an anchor. */
export const trailRow = (c: BoardContext): BoardRow =>
  row(
    'The way of a record',
    trend({
      title: 'Recorded, stored, sealed',
      step: '5m',
      description:
        'Records on their way in each step: accepted, confirmed by the store, put under a seal. The first two should be alike, and the third where the sealer runs in the service: as a command it has no meter, and what waits for a seal stands beside this.',
      unit: 'short',
      min: 0,
      queries: [
        line(c.sum(c.increase('plumbline.audit.recorded')), 'recorded'),
        line(each(c, 'stored'), 'stored'),
        line(each(c, 'sealed'), 'sealed'),
      ],
    }),
    trend({
      title: 'What waits',
      description:
        'Records in the spool without a confirmation, and stored ones without a seal. Worry about a line that only climbs.',
      unit: 'short',
      min: 0,
      queries: [
        line(c.sum(c.select('plumbline.audit.pending')), 'in the spool'),
        line(largest(c, 'unsealed'), 'without a seal'),
      ],
    }),
    bars({
      title: 'Failed attempts',
      description:
        'Attempts to store, seal or anchor that failed and are repeated. Some are weather; for hours they are an outage. Sealer and anchors count only where they run in the service.',
      unit: 'short',
      queries: [
        line(each(c, 'store_failures'), 'store'),
        line(c.sumOrNone(c.increase('plumbline.audit.seal_failures'), 'reason'), `seal: ${c.legend('reason')}`),
        line(
          c.sumOrNone(c.increase('plumbline.audit.anchors', { outcome: 'failed' }), 'kind'),
          `anchor: ${c.legend('kind')}`,
        ),
      ],
    }),
    bars({
      title: 'Refused and lost',
      description: 'Records that were refused before acceptance, and accepted ones that will never arrive, by reason.',
      unit: 'short',
      queries: [
        line(c.sumOrNone(c.increase('plumbline.audit.refused'), 'reason'), `refused: ${c.legend('reason')}`),
        line(c.sumOrNone(c.increase('plumbline.audit.lost'), 'reason'), `lost: ${c.legend('reason')}`),
      ],
    }),
    bars({
      title: 'Anchors',
      description:
        'Anchors published by kind: the proof towards third parties that nothing was rewritten. A command that seals has no meter: then their age, below, says it.',
      unit: 'short',
      step: '1h',
      queries: [
        line(
          c.sumOrNone(c.increase('plumbline.audit.anchors'), 'kind', 'outcome'),
          `${c.legend('kind')}: ${c.legend('outcome')}`,
        ),
      ],
    }),
    trend({
      title: 'How long something has been waiting',
      description:
        'For the store, for a seal, for an anchor, for a verification. All should look like a saw. Seals without an anchor leave the end of the trail to good faith.',
      unit: 's',
      min: 0,
      queries: [
        line(largest(c, 'oldest_age'), 'for the store'),
        line(largest(c, 'unsealed_age'), 'for a seal'),
        line(largest(c, 'anchor_age'), 'for an anchor'),
        line(largest(c, 'verified_age'), 'for a verification'),
      ],
    }),
  );
