import type { ProofSeries, RuleContext } from '../alerts/rule-context.ts';
import type { AlertProof } from '../model/alert.ts';
import type { SloIndicator } from '../model/slo.ts';

/** Samples, one a minute: a day and some more. promtool reads 10,000 at most in one query. */
const SAMPLES = 1_600;
/** Minutes after the beginning at which a last success is too old. */
const STALE_AFTER = 30;
/** Later than any test runs: what succeeded then is fresh. */
const FRESH = 1e9;

/**
 * Of an objective about age. Both alerts fire when nothing succeeds for a day, and stay quiet while something does. The last
 * success may lie before the beginning, so that an age of weeks is proven as fast as one of minutes.
 */
export function freshnessProofs(
  context: RuleContext,
  indicator: Extract<SloIndicator, { kind: 'freshness' }>,
  labels: Readonly<Record<string, string>>,
): readonly AlertProof[] {
  const { job, maxAgeSeconds, set } = indicator;
  const stale = Math.min(STALE_AFTER, Math.floor(maxAgeSeconds / 60));
  const last = (seconds: number): ProofSeries => {
    const values = `${seconds}x${SAMPLES}`;
    return job === undefined
      ? context.series('plumbline.gauges.sampled_at', { set: set ?? '' }, values)
      : context.series('plumbline.job.last_success', { 'plumbline.job.name': job }, values);
  };
  const old = last(stale * 60 - maxAgeSeconds);
  const alive = context.series('plumbline.heartbeat', {}, `1x${SAMPLES}`);
  const fires = stale + 1_440;
  return [
    {
      title: 'fires when nothing has succeeded for a day',
      series: [alive, old],
      fires: [{ at: `${fires}m`, labels }],
      quiet: [`${stale}m`],
    },
    {
      title: 'stays quiet while it is fresh',
      series: [alive, last(FRESH)],
      fires: [],
      quiet: ['60m', '1440m'],
    },
    { title: 'stays quiet while the service is away', series: [old], fires: [], quiet: [`${fires}m`] },
  ];
}
