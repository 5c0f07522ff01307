import type { ProofSeries, RuleContext } from '../alerts/rule-context.ts';
import type { AlertProof } from '../model/alert.ts';
import type { SloIndicator } from '../model/slo.ts';

/** More than a week is looked at less often, and still within the five minutes for which a sample counts. */
const MINUTES_OF_A_WEEK = 10_080;
/** Minutes behind the age at which it must fire, and some more. */
const BEHIND = 1_500;
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
  const step = age > MINUTES_OF_A_WEEK ? 4 : 1;
  const shared = { interval: `${step}m` };
  const samples = Math.ceil((age + BEHIND) / step);
  const last = (values: string): ProofSeries =>
    job === undefined
      ? context.series('plumbline.gauges.sampled_at', { set: set ?? '' }, values)
      : context.series('plumbline.job.last_success', { 'plumbline.job.name': job }, values);
  const alive = context.series('plumbline.heartbeat', {}, `1x${samples}`);
  return [
    {
      ...shared,
      title: 'fires when nothing has succeeded for a day',
      series: [alive, last(`0x${samples}`)],
      fires: [{ at: `${age + 1440}m`, labels }],
      quiet: [`${Math.min(30, age)}m`],
    },
    {
      ...shared,
      title: 'stays quiet while it is fresh',
      series: [alive, last(`${FRESH}x${samples}`)],
      fires: [],
      quiet: ['60m', '1440m'],
    },
    {
      ...shared,
      title: 'stays quiet while the service is away',
      series: [last(`0x${samples}`)],
      fires: [],
      quiet: [`${age + 1440}m`],
    },
  ];
}
