import type { InstrumentSpec } from './instrument-spec.ts';
import { outcome, SECONDS } from './shared-labels.ts';

// A job takes seconds to hours, where a request takes milliseconds.
const JOB_SECONDS = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600] as const;

/** Metrics of background work, of what waits, of what is sampled, and of use. */
export const workSignals = {
  'plumbline.job.runs': {
    kind: 'counter',
    unit: '{run}',
    help: 'Runs of background jobs.',
    layer: 'reliability',
    labels: { job: 'declared jobs', outcome },
  },
  'plumbline.job.duration': {
    kind: 'histogram',
    unit: 's',
    help: 'Duration of background jobs.',
    layer: 'reliability',
    boundaries: JOB_SECONDS,
    labels: { job: 'declared jobs', outcome },
  },
  'plumbline.job.last_success': {
    kind: 'gauge',
    unit: 's',
    help: 'Unix time at which a background job last succeeded; absent before the first time.',
    layer: 'reliability',
    labels: { job: 'declared jobs' },
  },
  'plumbline.queue.depth': {
    kind: 'gauge',
    unit: '{item}',
    help: 'Items that wait in a queue.',
    layer: 'reliability',
    labels: { queue: 'declared queues' },
  },
  'plumbline.queue.oldest_age': {
    kind: 'gauge',
    unit: 's',
    help: 'Age of the oldest item that waits in a queue; 0 while none does.',
    layer: 'reliability',
    labels: { queue: 'declared queues' },
  },
  'plumbline.queue.processed': {
    kind: 'counter',
    unit: '{item}',
    help: 'Items that were taken from a queue and ended.',
    layer: 'reliability',
    labels: { queue: 'declared queues', outcome },
  },
  'plumbline.queue.duration': {
    kind: 'histogram',
    unit: 's',
    help: 'Duration of the work on an item of a queue.',
    layer: 'reliability',
    boundaries: SECONDS,
    labels: { queue: 'declared queues', outcome },
  },
  'plumbline.sync.operations': {
    kind: 'counter',
    unit: '{operation}',
    help: 'Operations of a synchronisation; `retry` is one that will be tried again.',
    layer: 'reliability',
    labels: { sync: 'declared synchronisations', outcome: ['success', 'failure', 'retry'] },
  },
  'plumbline.sync.recovered': {
    kind: 'counter',
    unit: '{item}',
    help: 'Items that were made offline and have arrived since.',
    layer: 'reliability',
    labels: { sync: 'declared synchronisations' },
  },
  'plumbline.gauges.sampled_at': {
    kind: 'gauge',
    unit: 's',
    help: 'Unix time at which this replica last sampled a set of workflow gauges; only the one that holds the lease has it.',
    layer: 'product',
    labels: { set: 'declared sets of gauges' },
  },
  'plumbline.gauges.samples': {
    kind: 'counter',
    unit: '{sample}',
    help: 'Samples of a set of workflow gauges that were taken.',
    layer: 'product',
    labels: { set: 'declared sets of gauges' },
  },
  'plumbline.gauges.errors': {
    kind: 'counter',
    unit: '{error}',
    help: 'Samples of a set of workflow gauges that failed.',
    layer: 'product',
    labels: { set: 'declared sets of gauges', reason: ['timeout', 'query', 'invalid', 'lease'] },
  },
  'plumbline.usage.actions': {
    kind: 'counter',
    unit: '{action}',
    help: 'Product actions, aggregate and without identity.',
    layer: 'product',
    privacy: 'people',
    labels: { action: 'names of the event catalog' },
  },
} as const satisfies Record<string, InstrumentSpec>;
