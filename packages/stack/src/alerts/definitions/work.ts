import type { AlertDefinition } from '../../model/alert.ts';
import { failureShare, failureShareProofs } from '../failure-share.ts';
import { firstEvent, firstEventProofs, IS_IT_NEWS } from '../first-event.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { ERRORS, neighbourProofs, type ProofSeries, type RuleContext } from '../rule-context.ts';

const RUNS = 'plumbline.job.runs';
const JOB = 'plumbline.job.name';

function syncFailing(context: RuleContext): AlertDefinition {
  const operations = 'plumbline.sync.operations';
  const spec = { minutes: 15, guard: 'failures', least: 3, share: 0.1 } as const;
  const ended =
    (outcome: string) =>
    (values: string): ProofSeries =>
      context.series(operations, { sync: 'other', outcome }, values);
  const proofs = failureShareProofs({
    ...spec,
    forMinutes: 5,
    failed: ended('failure'),
    succeeded: ended('success'),
    ignored: { failed: ended('retry'), succeeded: ended('retry') },
    resulting: context.labels({ sync: 'other' }),
  });
  return {
    name: 'PlumblineSyncFailing',
    severity: 'warning',
    layer: 'reliability',
    summary:
      '{{ $labels.service_name }}: {{ $value | humanizePercentage }} of synchronisations with {{ $labels.sync }} fail',
    description:
      'At least 3 operations failed for good in 15 minutes, and more than a tenth of all that ended. Retries do not count.',
    expr: failureShare(context, {
      ...spec,
      failures: context.select(operations, { outcome: 'failure' }),
      events: context.select(operations, { outcome: { in: ['success', 'failure'] } }),
      labels: ['sync'],
    }),
    for: '5m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'Operations of a synchronisation end with a failure that will not be tried again.',
      impact: 'What was made offline or elsewhere is not here, or the other way round.',
      diagnosis: [
        `${context.asked(`increase(${context.select(operations)}[15m])`, 'sync', 'outcome')}: many retries before the failures point to the other side or the network, none to data that is refused.`,
        'Follow `logs_url`: "an operation of a synchronisation failed" has `sync`, class and code of the error, and the request ID of the work; operations that are counted without `sync(…).run` have the lines that the application writes.',
      ],
      mitigation: [
        'When the other side is down: wait, retries go on; `plumbline_sync_recovered_total` counts what arrives afterwards.',
        'When items are refused: correct them, or the version of the application that made them.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(ERRORS),
  };
}
function jobFailed(context: RuleContext): AlertDefinition {
  const run =
    (outcome: string) =>
    (values: string): ProofSeries =>
      context.series(RUNS, { [JOB]: 'other', outcome }, values);
  const proofs = firstEventProofs({
    minutes: 30,
    counted: run('failure'),
    ignored: (values) => [run('success')(values)],
    labels: context.labels({ [JOB]: 'other' }),
  });
  return {
    name: 'PlumblineJobFailed',
    severity: 'warning',
    layer: 'reliability',
    summary: 'Job {{ $labels.plumbline_job_name }} of {{ $labels.service_name }} failed',
    description: 'At least one run failed within the last 30 minutes.',
    expr: firstEvent(context, context.select(RUNS, { outcome: 'failure' }), 30, JOB),
    for: '0m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'A run of a background job ended with an error.',
      impact: 'What the job does has not been done, or only in part; the next run may mend it.',
      diagnosis: [
        'Follow `logs_url`: "a job failed" has `job`, class and code of the error, and a request ID that all lines of the run share; search for that ID on the board "One request". Of a job that fails every few seconds each tenth second has a line.',
        'Follow `traces_url`: the failed run is one trace.',
        `Did it fail before? ${context.asked(`increase(${context.select(RUNS, { outcome: 'failure' })}[1d])`, JOB)}.`,
        IS_IT_NEWS,
      ],
      mitigation: [
        'Repair the cause and run the job again by hand if it may run twice; its documentation says so.',
        'When PlumblineDependencyDown fires too, start with that one.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(ERRORS),
    traces: context.traces('status = error'),
  };
}

function queueStalled(context: RuleContext): AlertDefinition {
  const bound = context.model.thresholds.queueAgeSeconds;
  const labels = { queue: 'other' };
  const proofs = gaugeProofs({
    gauge: (values) => context.series('plumbline.queue.oldest_age', labels, values),
    good: bound * 0.9,
    bad: bound * 1.1,
    forMinutes: 10,
    labels: context.labels(labels),
  });
  return {
    name: 'PlumblineQueueStalled',
    severity: 'warning',
    layer: 'reliability',
    summary: 'The oldest item of queue {{ $labels.queue }} has waited for {{ $value | humanizeDuration }}',
    description: `The oldest item has been older than ${bound} s for 10 minutes.`,
    expr: `${context.max(context.select('plumbline.queue.oldest_age'), 'queue')} > ${bound}`,
    for: '10m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'Items of the queue are not taken, or not as fast as they come.',
      impact: 'What users have started is not done; it comes late when the queue drains.',
      diagnosis: [
        `Is anything taken? ${context.asked(`rate(${context.select('plumbline.queue.processed')}[5m])`, 'queue', 'outcome')}: zero means that no worker runs, failures that one item blocks.`,
        'Is it too much? Compare `plumbline_queue_depth` with the day before.',
        'Follow `logs_url`: "the work on an item of a queue failed" has `queue`, class and code of the error.',
      ],
      mitigation: [
        'No worker: start it. Too much work: start more, as far as the database allows.',
        'One item that always fails: move it aside, and the rest drains.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(ERRORS),
  };
}

/** Work in the background. */
export const workAlerts = (context: RuleContext): readonly AlertDefinition[] => {
  const { jobs, queues, syncs } = context.model.application;
  return [
    ...(jobs.length > 0 ? [jobFailed(context)] : []),
    ...(queues.length > 0 ? [queueStalled(context)] : []),
    ...(syncs.length > 0 ? [syncFailing(context)] : []),
  ];
};
