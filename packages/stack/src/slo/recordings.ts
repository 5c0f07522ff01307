import type { PromDuration } from '../model/alert.ts';
import type { Slo } from '../model/slo.ts';

/** Windows whose share of failures is recorded besides that of the objective itself: those of the burn-rate alerts. */
export const BURN_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

/** Labels of everything that is recorded for an objective. */
export const RECORDING_LABELS = ['service_name', 'deployment_environment_name', 'slo'] as const;

export const EVENTS = 'slo:events:rate5m';
export const ERRORS = 'slo:errors:rate5m';
export const OBJECTIVE = 'slo:objective:ratio';
export const BUDGET_REMAINING = 'slo:error_budget_remaining:ratio';
export const errorRatio = (window: PromDuration): string => `slo:error_ratio:${window}`;

/** Names of the series that rules record for objectives: what boards and alerts may ask for besides what is emitted. */
export function recordingNames(slos: readonly Slo[]): readonly string[] {
  if (slos.length === 0) return [];
  const windows = new Set([...BURN_WINDOWS, ...slos.map(({ window }) => window)]);
  return [EVENTS, ERRORS, OBJECTIVE, BUDGET_REMAINING, ...Array.from(windows, errorRatio)];
}
