import { checkGaugeSet } from './check-set.ts';
import type { GaugeSet, GaugeSetSpec } from './gauge-set.ts';

/** A sample must not keep a connection for longer than somebody would wait for a page. */
const MAX_DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Declares workflow gauges that one query feeds: items by status, what waits for too long, who is active. It has no effect;
 * `createGaugeSampler`, or `start` of the preset, samples them on one replica at a time.
 *
 * @example
 * ```ts
 * import { defineGauges } from '@plumbline/metrics/gauges';
 *
 * export const workflow = defineGauges({
 *   name: 'workflow',
 *   everySeconds: 60,
 *   gauges: {
 *     content_items: { help: 'Content items by status.', labels: { status: ['draft', 'in_approval', 'approved'] } },
 *   },
 *   sample: 'SELECT status, count(*) AS content_items FROM content_item GROUP BY status',
 * });
 * ```
 *
 * @throws PLB_METRICS_OPTION with every fault, among them more than 500 series of one gauge or 2,000 of the set
 */
export function defineGauges<Database = unknown>(spec: GaugeSetSpec<Database>): GaugeSet<Database> {
  checkGaugeSet(spec);
  const { everySeconds, timeoutMs = Math.min(MAX_DEFAULT_TIMEOUT_MS, Math.floor(everySeconds * 500)) } = spec;
  return Object.freeze({ ...spec, timeoutMs });
}
