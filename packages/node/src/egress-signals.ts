import { auditEgress } from '@plumbline/audit/egress';
import { isNearAddress, propagationEgress, type SignalEgress } from '@plumbline/core';
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
  ...sentryEgress({ ...(config.egress?.errors || undefined), fields: config.errors?.fields ?? [] }),
  ...propagationEgress(config),
];

const kindOf = (signal: string): 'traces' | 'metrics' | 'logs' | undefined =>
  /^otlp-(traces|metrics|logs)$/.exec(signal)?.[1] as 'traces' | 'metrics' | 'logs' | undefined;

/** Variable and address of the collector of a signal that nobody says whose it is; undefined for every other signal. */
function undeclaredCollector(
  { signal, party }: SignalEgress,
  { otlp }: OtlpEnvironment,
): readonly string[] | undefined {
  const kind = kindOf(signal);
  if (kind === undefined || party !== 'undeclared') return undefined;
  const own = otlp?.[`${kind}Endpoint`];
  return own === undefined
    ? ['OTEL_EXPORTER_OTLP_ENDPOINT', otlp?.endpoint ?? '']
    : [`OTEL_EXPORTER_OTLP_${kind.toUpperCase()}_ENDPOINT`, own];
}

/** Variables that name a collector of which nobody says whose it is, near and elsewhere. */
export function undeclaredCollectors(
  signals: readonly SignalEgress[],
  otlp: OtlpEnvironment,
): { readonly near: readonly string[]; readonly far: readonly string[] } {
  const found = signals.flatMap((signal) => {
    const [variable, address] = undeclaredCollector(signal, otlp) ?? [];
    return variable === undefined ? [] : [{ variable, isNear: isNearAddress(address ?? '') }];
  });
  const [near, far] = [true, false].map((is) => [
    ...new Set(found.flatMap(({ variable, isNear }) => (isNear === is ? [variable] : []))),
  ]);
  return { near: near ?? [], far: far ?? [] };
}

/**
 * Whether a signal may start without a lockfile although nobody says whose its receiver is. A collector on this machine or in
 * a network that is not public may: one variable is all that it takes on the first day. So may whoever scrapes metrics, where
 * the configuration opens them to a network.
 */
export function isCollected(signal: SignalEgress, otlp: OtlpEnvironment): boolean {
  const [, address] = undeclaredCollector(signal, otlp) ?? [];
  return address === undefined
    ? signal.signal === 'prometheus' && signal.party === 'undeclared'
    : isNearAddress(address);
}

/** What the environment says of each signal. */
interface SwitchedOn {
  readonly preset: PresetEnvironment;
  readonly otlp: OtlpEnvironment;
  /** Entries of `trace.propagateTo` that stand for a host here. */
  readonly propagating: readonly string[];
}

/** Those of them that this environment switches on. */
export function sentSignals(config: AnyConfig, { preset, otlp, propagating }: SwitchedOn): readonly SignalEgress[] {
  const here = { ...config, trace: { ...config.trace, propagateTo: propagating } };
  return possibleSignals(here).filter(({ signal, state }) => {
    if (signal === 'sentry') return preset.SENTRY_DSN !== undefined;
    if (signal === 'prometheus') return scrapeOf(config, otlp) !== undefined;
    const kind = kindOf(signal);
    return kind === undefined ? state === 'on' : hasEndpoint(otlp, kind);
  });
}
