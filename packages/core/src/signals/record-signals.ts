import { dropReasons } from '../drops.ts';
import type { InstrumentSpec } from './instrument-spec.ts';

const reasons = Object.keys(dropReasons);

/** Metrics of telemetry about the service. */
export const recordSignals = {
  'plumbline.otel.export_failures': {
    kind: 'counter',
    unit: '{export}',
    help: 'Exports of traces, metrics or logs that failed.',
    layer: 'telemetry',
    labels: { signal: ['traces', 'metrics', 'logs'] },
  },
  'plumbline.otel.dropped': {
    kind: 'counter',
    unit: '{item}',
    help: 'Spans and log records that never arrived: no room in the queue, not to be redacted, not exported, refused by the collector, or left over at the end of a shutdown.',
    layer: 'telemetry',
    labels: {
      signal: ['traces', 'logs'],
      reason: ['queue_full', 'redaction_failed', 'export_failed', 'rejected', 'shutdown_deadline'],
    },
  },
  'plumbline.otel.tail_kept': {
    kind: 'counter',
    unit: '{request}',
    help: 'Unsampled requests and jobs whose spans were kept because they failed or were slow.',
    layer: 'telemetry',
    labels: { reason: ['error', 'slow'] },
  },
  'plumbline.otel.tail_dropped': {
    kind: 'counter',
    unit: '{span}',
    help: 'Spans of unsampled requests that were let go, by a bound, the rate or the shutdown, before they could be kept.',
    layer: 'telemetry',
    labels: { reason: ['root_full', 'bytes_full', 'roots_full', 'expired', 'rate_limited', 'shutdown'] },
  },
  'plumbline.errors.captured': {
    kind: 'counter',
    unit: '{error}',
    help: 'Errors sent to the error tracker.',
    layer: 'reliability',
    labels: {},
  },
  'plumbline.errors.lost': {
    kind: 'counter',
    unit: '{error}',
    help: 'Captured errors that never reached the error tracker.',
    layer: 'telemetry',
    labels: { reason: reasons },
  },
  'plumbline.canary': {
    kind: 'counter',
    unit: '{canary}',
    help: 'Canaries of `plumbline doctor --live`: no use of the service, and on no dashboard.',
    layer: 'telemetry',
    labels: { sender: ['doctor'] },
  },
  'plumbline.metrics.other_labels': {
    kind: 'counter',
    unit: '{measurement}',
    help: 'Measurements whose label value is outside its closed list and was recorded as `other`.',
    layer: 'telemetry',
    labels: { instrument: 'guarded instruments', label: 'guarded labels' },
  },
} as const satisfies Record<string, InstrumentSpec>;
