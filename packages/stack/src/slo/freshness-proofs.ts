import type { ProofSeries, RuleContext } from '../alerts/rule-context.ts';
import type { AlertProof } from '../model/alert.ts';
import type { SloIndicator } from '../model/slo.ts';

/** Later than any test runs: what succeeded then is fresh. */
const FRESH = 1e9;

/** Of an objective about age. Both alerts fire when nothing succeeds for a day, and stay quiet while something does. */
export function freshnessProofs(
  context: RuleContext,
  indicator: Extract<SloIndicator, { kind: 'freshness' }>,
  labels: Readonly<Record<string, string>>,
): readonly AlertProof[] {
  const { job, maxAgeSeconds, set } = indicator;
  const age = Math.ceil(maxAgeSeconds / 60);
  const last = (values: string): ProofSeries =>
    job === undefined
      ? context.series('plumbline.gauges.sampled_at', { set: set ?? '' }, values)
      : context.series('plumbline.job.last_success', { 'plumbline.job.name': job }, values);
  const alive = context.series('plumbline.heartbeat', {}, '1x20000');
  return [
    {
      title: 'fires when nothing has succeeded for a day',
      series: [alive, last('0x20000')],
      fires: [{ at: `${age + 1440}m`, labels }],
      quiet: ['30m'],
    },
    {
      title: 'stays quiet while it is fresh',
      series: [alive, last(`${FRESH}x20000`)],
      fires: [],
      quiet: ['60m', '1440m'],
    },
    { title: 'stays quiet while the service is away', series: [last('0x20000')], fires: [], quiet: [`${age + 1440}m`] },
  ];
}
