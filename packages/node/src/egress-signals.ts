import { auditEgress } from '@plumbline/audit';
import { propagationEgress, type SignalEgress } from '@plumbline/core';
import { loggerEgress } from '@plumbline/logger';
import { otelEgress } from '@plumbline/otel';
import { sentryEgress } from '@plumbline/sentry';
import type { PresetEnvironment } from './environment.ts';
import { hasEndpoint, type OtlpEnvironment } from './otlp.ts';
import type { AnyConfig } from './part-options.ts';

/** Every signal besides product events that this preset can send; what `plumbline egress` writes down. */
export const possibleSignals = (config: AnyConfig): readonly SignalEgress[] => [
  ...auditEgress({ hasAudit: config.audit !== undefined }),
  ...loggerEgress(),
  ...otelEgress(config.egress?.collector),
  ...sentryEgress(config.egress?.errors || undefined),
  ...propagationEgress(config),
];

/** Those of them that this environment switches on. */
export function sentSignals(
  config: AnyConfig,
  preset: PresetEnvironment,
  otlp: OtlpEnvironment,
): readonly SignalEgress[] {
  return possibleSignals(config).filter(({ signal, state }) => {
    if (signal === 'sentry') return preset.SENTRY_DSN !== undefined;
    const [, kind] = /^otlp-(traces|metrics|logs)$/.exec(signal) ?? [];
    return kind === undefined ? state === 'on' : hasEndpoint(otlp, kind as 'traces' | 'metrics' | 'logs');
  });
}
