import { auditEgress } from '@plumbline/audit';
import { propagationEgress, type SignalEgress } from '@plumbline/core';
import { loggerEgress } from '@plumbline/logger';
import { otelEgress, prometheusEgress } from '@plumbline/otel';
import { sentryEgress } from '@plumbline/sentry';
import type { PresetEnvironment } from './environment.ts';
import { hasEndpoint, type OtlpEnvironment, scrapeOf } from './otlp.ts';
import type { AnyConfig } from './part-options.ts';

/** Every signal besides product events that this preset can send; what `plumbline egress` writes down. */
export const possibleSignals = (config: AnyConfig): readonly SignalEgress[] => [
  ...auditEgress({ hasAudit: config.audit !== undefined }),
  ...loggerEgress(),
  ...otelEgress(config.egress?.collector),
  ...prometheusEgress({ prometheus: config.metrics?.prometheus, ...config.egress?.collector }),
  ...sentryEgress(config.egress?.errors || undefined),
  ...propagationEgress(config),
];

const kindOf = (signal: string): 'traces' | 'metrics' | 'logs' | undefined =>
  /^otlp-(traces|metrics|logs)$/.exec(signal)?.[1] as 'traces' | 'metrics' | 'logs' | undefined;

/**
 * Whether a signal may start without a lockfile although nobody says whose its receiver is. A collector may: one variable
 * is all that it takes on the first day, and the variable was set for it alone.
 */
export const isCollected = ({ signal, party }: SignalEgress): boolean =>
  (kindOf(signal) !== undefined || signal === 'prometheus') && party === 'undeclared';

/** What the environment says of each signal. */
interface SwitchedOn {
  readonly preset: PresetEnvironment;
  readonly otlp: OtlpEnvironment;
  /** Hosts that get the trace headers here. */
  readonly propagateTo: readonly string[];
}

/** Those of them that this environment switches on. */
export function sentSignals(config: AnyConfig, { preset, otlp, propagateTo }: SwitchedOn): readonly SignalEgress[] {
  return possibleSignals(config).filter(({ signal, state }) => {
    if (signal === 'sentry') return preset.SENTRY_DSN !== undefined;
    if (signal === 'prometheus') return scrapeOf(config, otlp) !== undefined;
    if (signal === 'trace-headers') return propagateTo.length > 0;
    const kind = kindOf(signal);
    return kind === undefined ? state === 'on' : hasEndpoint(otlp, kind);
  });
}
