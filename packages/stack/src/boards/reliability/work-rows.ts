import type { BoardRow, Panel } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { bars, line, row, trend, when } from '../panels.ts';

const JOB = 'plumbline.job.name';

/** The shortest expected interval of a job decides what long ago is; a line for each job would need one threshold each. */
const jobs = (c: BoardContext): readonly Panel[] => [
  bars({
    title: 'Job runs',
    description:
      'Runs of background jobs by how they ended. Each failure is an alert; a job without any run is one too.',
    unit: 'short',
    width: 8,
    step: '15m',
    queries: [
      line(c.sum(c.increase('plumbline.job.runs'), JOB, 'outcome'), `${c.legend(JOB)}: ${c.legend('outcome')}`),
    ],
    logs: c.logs('| plumbline_job_name="${__field.labels.plumbline_job_name}"'),
  }),
  trend({
    title: 'Time since the last success',
    description:
      'How long ago each job last succeeded. It should look like a saw: a line that only climbs is a job that stopped.',
    unit: 's',
    min: 0,
    width: 8,
    queries: [line(`time() - ${c.max(c.select('plumbline.job.last_success'), JOB)}`, c.legend(JOB))],
    logs: c.logs('| plumbline_job_name="${__field.labels.plumbline_job_name}"'),
  }),
  trend({
    title: 'Job duration (p95 over 1 h)',
    description: 'How long runs take. A job that grows towards its interval will soon overlap with itself.',
    unit: 's',
    min: 0,
    width: 8,
    queries: [line(c.quantile(0.95, 'plumbline.job.duration', { by: [JOB], window: '1h' }), c.legend(JOB))],
  }),
];

const queues = (c: BoardContext): readonly Panel[] => [
  trend({
    title: 'Oldest item that waits',
    description: `Age of the oldest item of each queue: how late work is. Worry above ${c.model.thresholds.queueAgeSeconds} s.`,
    unit: 's',
    min: 0,
    queries: [line(c.max(c.select('plumbline.queue.oldest_age'), 'queue'), c.legend('queue'))],
    thresholds: [{ colour: 'green' }, { from: c.model.thresholds.queueAgeSeconds, colour: 'red' }],
  }),
  trend({
    title: 'Items that wait',
    description:
      'Depth of each queue. Depth alone says little; depth that grows while nothing is processed is a stall.',
    unit: 'short',
    min: 0,
    queries: [line(c.max(c.select('plumbline.queue.depth'), 'queue'), c.legend('queue'))],
  }),
  bars({
    title: 'Items processed',
    description: 'Items that ended, by outcome: how fast queues drain.',
    unit: 'short',
    queries: [
      line(
        c.sum(c.increase('plumbline.queue.processed'), 'queue', 'outcome'),
        `${c.legend('queue')}: ${c.legend('outcome')}`,
      ),
    ],
  }),
  trend({
    title: 'Work on one item (p95)',
    description: 'How long the work on an item takes. When it grows, queues drain more slowly although nothing failed.',
    unit: 's',
    min: 0,
    queries: [line(c.quantile(0.95, 'plumbline.queue.duration', { by: ['queue'] }), c.legend('queue'))],
  }),
];

const syncs = (c: BoardContext): readonly Panel[] => [
  bars({
    title: 'Sync operations',
    description:
      'Operations of each synchronisation. Retries that become successes are fine; failures are work that people lost.',
    unit: 'short',
    queries: [
      line(
        c.sum(c.increase('plumbline.sync.operations'), 'sync', 'outcome'),
        `${c.legend('sync')}: ${c.legend('outcome')}`,
      ),
    ],
  }),
  bars({
    title: 'Recovered after being offline',
    description:
      'Items that were made without a connection and have arrived since. None while people work offline: look at their devices.',
    unit: 'short',
    queries: [line(c.sum(c.increase('plumbline.sync.recovered'), 'sync'), c.legend('sync'))],
  }),
];

/** Jobs, queues and synchronisations, where the application has them. */
export const workRows = (c: BoardContext): readonly BoardRow[] => {
  const { application } = c.model;
  return [
    row('Background jobs', when(application.jobs.length > 0, ...jobs(c))),
    row('Queues', when(application.queues.length > 0, ...queues(c))),
    row('Synchronisation', when(application.syncs.length > 0, ...syncs(c))),
  ];
};
