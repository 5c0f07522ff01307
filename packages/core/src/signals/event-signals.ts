import { dropReasons } from '../drops.ts';
import type { InstrumentSpec } from './instrument-spec.ts';

const reasons = Object.keys(dropReasons);

/** Metrics of product events on their way. */
export const eventSignals = {
  'plumbline.events.accepted': {
    kind: 'counter',
    unit: '{event}',
    help: 'Product events accepted for delivery.',
    layer: 'telemetry',
    labels: { source: ['api', 'web', 'worker', 'cli'] },
  },
  'plumbline.events.refused': {
    kind: 'counter',
    unit: '{event}',
    help: 'Product events refused before acceptance.',
    layer: 'telemetry',
    labels: { reason: reasons },
  },
  'plumbline.events.delivered': {
    kind: 'counter',
    unit: '{event}',
    help: 'Product events a destination confirmed.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.lost': {
    kind: 'counter',
    unit: '{event}',
    help: 'Accepted product events that will never arrive.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters', reason: reasons },
  },
  'plumbline.events.retries': {
    kind: 'counter',
    unit: '{attempt}',
    help: 'Batches sent again.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.pending': {
    kind: 'gauge',
    unit: '{event}',
    help: 'Accepted product events that still wait.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.recovered': {
    kind: 'counter',
    unit: '{event}',
    help: 'Product events that an earlier process had accepted and this one found in its spool.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.spool_size': {
    kind: 'gauge',
    unit: 'By',
    help: 'Size of the spool of product events on disk.',
    layer: 'telemetry',
    labels: {},
  },
  'plumbline.events.oldest_age': {
    kind: 'gauge',
    unit: 's',
    help: 'Age of the oldest product event that a destination has not confirmed.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.breaker': {
    kind: 'gauge',
    unit: '{state}',
    help: 'State of a destination: 0 served, 1 tried with one batch, 2 left alone after failures.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.events.quarantined': {
    kind: 'counter',
    unit: '{event}',
    help: 'Refused product events that were kept aside to be read again after a deployment.',
    layer: 'telemetry',
    labels: { reason: ['unknown_version'] },
  },
  'plumbline.egress.expired': {
    kind: 'gauge',
    unit: '{destination}',
    help: '1 while the approval of a destination in the egress lockfile has expired, else 0.',
    layer: 'telemetry',
    labels: { destination: 'configured adapters' },
  },
  'plumbline.ingest.requests': {
    kind: 'counter',
    unit: '{request}',
    help: 'Batches that browsers posted.',
    layer: 'telemetry',
    labels: { status: ['202', '400', '403', '405', '413', '415', '429', '503'] },
  },
} as const satisfies Record<string, InstrumentSpec>;
