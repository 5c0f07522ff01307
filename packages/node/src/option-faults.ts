import {
  type Adapter,
  DEFAULT_GRACE_MS,
  DEFAULT_SHUTDOWN_MS,
  type DeferredAdapter,
  dsnFault,
  type Environment,
  isDeferredAdapter,
  isPlumblineError,
  noopMeter,
  propagationFaults,
  toError,
} from '@plumbline/core';
import { createHealth } from '@plumbline/health';
import { createMetrics } from '@plumbline/metrics';
import { isLoopback, type OtelFromEnvironment } from '@plumbline/otel';
import { ADMIN_ACTION } from './admin-routes.ts';
import { isAdapterEntry } from './config-schema.ts';
import { possibleSignals } from './egress-signals.ts';
import type { PresetEnvironment } from './environment.ts';
import type * as eventsParts from './events-parts.ts';
import { type AnyConfig, healthOptions, metricsOptions } from './part-options.ts';
import type { LiveOptions } from './plumbline.ts';

/** `@plumbline/otel` ends an export after this long, unless OTEL_EXPORTER_OTLP_TIMEOUT says otherwise. */
const OTLP_TIMEOUT_MS = 1_500;
const METRIC_INTERVAL_MS = 60_000;

/** `startOtel` refuses this too, but in the words of its options. */
export function intervalFaults({ options }: OtelFromEnvironment): string[] {
  const { metricIntervalMs, metricTimeoutMs, otlp } = options;
  const own = otlp?.metrics?.timeoutMs;
  const timeout = metricTimeoutMs ?? own ?? otlp?.timeoutMs ?? OTLP_TIMEOUT_MS;
  if ((metricIntervalMs ?? METRIC_INTERVAL_MS) >= timeout) return [];
  let longer = `OTEL_EXPORTER_OTLP_TIMEOUT (${OTLP_TIMEOUT_MS} unless set)`;
  if (metricTimeoutMs !== undefined) longer = 'OTEL_METRIC_EXPORT_TIMEOUT';
  else if (own !== undefined) longer = 'OTEL_EXPORTER_OTLP_METRICS_TIMEOUT';
  return [`OTEL_METRIC_EXPORT_INTERVAL: must be at least ${longer}; raise it, or lower the other`];
}

/** A variable alone may open the endpoint to this machine; to the network only what a reviewer sees in the code does. */
export function scrapeFaults({ metrics }: AnyConfig, { options }: OtelFromEnvironment): string[] {
  const host = options.prometheus?.host;
  if (host === undefined || isLoopback(host) || metrics?.prometheus !== undefined) return [];
  return [
    'OTEL_EXPORTER_PROMETHEUS_HOST: opens the metrics to a network, which no configuration asks for; write `metrics: { prometheus: {} }`, or name a loopback address',
  ];
}

/** Terms of nobody, and a DSN that may not be. */
export function egressFaults(config: AnyConfig, { SENTRY_DSN: dsn }: PresetEnvironment): string[] {
  const { gates = {}, errors } = config.egress ?? {};
  const fault = dsn === undefined ? undefined : dsnFault(dsn, errors);
  const names = new Set([
    ...(config.events?.adapters ?? []).map(({ kind }) => kind),
    ...possibleSignals(config).map(({ signal }) => signal),
  ]);
  return [
    ...Object.keys(gates).flatMap((name) =>
      names.has(name) ? [] : [`config.egress.gates.${name}: is no destination; there are ${[...names].join(', ')}`],
    ),
    ...propagationFaults(config),
    ...(fault === undefined ? [] : [fault]),
  ];
}

export function findAdapters(
  config: AnyConfig,
  environment: Environment,
  faults: string[],
): { adapters: Adapter[]; variables: ReadonlySet<string> } {
  const entries: unknown = config?.events?.adapters ?? [];
  const usable = Array.isArray(entries) ? (entries as (Adapter | DeferredAdapter)[]).filter(isAdapterEntry) : [];
  const variables = new Set(usable.flatMap((entry) => (isDeferredAdapter(entry) ? entry.variables : [])));
  const adapters = usable.flatMap((entry) => {
    if (!isDeferredAdapter(entry)) return [entry];
    const adapter = attempt(faults, () => entry.fromEnvironment(environment));
    return adapter === undefined ? [] : [adapter];
  });
  if (adapters.length > 0 && config.catalog === undefined)
    faults.push('config.catalog: is missing, though events have a destination; pass what `defineCatalog` returned');
  return { adapters, variables };
}

/** The reason of a refusal as one line. Messages of other errors are not ours to repeat: they may quote the value. */
function reasonOf(error: unknown): string {
  if (!isPlumblineError(error)) return `${toError(error).name} while options were checked`;
  const line = error.message.replaceAll(/\s*\n\s*/g, ' ');
  // It stands under this very code, whose general fix says nothing new.
  return error.code === 'PLB_CONFIG_INVALID' ? line.replace(/^PLB_CONFIG_INVALID: | fix: .*$/g, '') : line;
}

/** Runs what may refuse its options, and keeps the reason. */
function attempt<T>(faults: string[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    faults.push(reasonOf(error));
    return undefined;
  }
}

/** Administrators' routes without an action to record them under, and a key for seals that are made elsewhere. */
export function auditFaults({ audit }: AnyConfig, preset: PresetEnvironment, live: LiveOptions): string[] {
  const faults: string[] = [];
  if (audit?.adminRoutes?.length && audit.actions?.find(ADMIN_ACTION) === undefined) {
    faults.push(
      `config.audit.adminRoutes: needs the action \`${ADMIN_ACTION}\`; spread \`starterActions\` of @plumbline/audit into \`defineActions\``,
    );
  }
  if (preset.PLUMBLINE_AUDIT_SEAL_KEY_FILE !== undefined && live?.audit?.store !== undefined) {
    faults.push(
      'PLUMBLINE_AUDIT_SEAL_KEY_FILE: seals the embedded trail, and `audit.store` is another; remove it, and run `npx plumbline audit seal` beside the service with a key that the service cannot read',
    );
  }
  return faults;
}

/** A shutdown that SIGKILL cuts off loses what it still held, so it has to fit. One number has one place. */
export function shutdownFaults({ shutdown }: AnyConfig, live: LiveOptions): string[] {
  if (shutdown === undefined) return [];
  const { drainMs = 0, graceMs = DEFAULT_GRACE_MS } = shutdown;
  const own = live?.shutdownTimeoutMs;
  if (own !== undefined && shutdown.timeoutMs !== undefined)
    return [
      'options.shutdownTimeoutMs: stands in the configuration, too; remove it, as `plumbline stack` reads `shutdown.timeoutMs`',
    ];
  const needed = drainMs + (own ?? shutdown.timeoutMs ?? DEFAULT_SHUTDOWN_MS);
  if (needed < graceMs) return [];
  return [
    `config.shutdown: drain and shutdown may take ${needed} ms, and SIGKILL comes ${graceMs} ms after SIGTERM; shorten them, or raise \`shutdown.graceMs\` together with what the orchestrator allows (terminationGracePeriodSeconds, stop_grace_period)`,
  ];
}

/** What is loaded of product events; nothing where the configuration does not speak of them. */
export type EventsParts = typeof eventsParts | undefined;

/** Loads the client of product events where there is a catalog, or anything else about events to judge. */
export async function loadEvents(config: AnyConfig): Promise<EventsParts> {
  if (config?.catalog === undefined && config?.events === undefined) return undefined;
  return import('./events-parts.ts');
}

/** The parts judge their own options. Making one has no effect, so each is made once on nothing, to know all faults now. */
export function partFaults(
  config: AnyConfig,
  adapters: readonly Adapter[],
  preset: PresetEnvironment,
  live: LiveOptions,
  events: EventsParts,
): string[] {
  const faults: string[] = [];
  attempt(faults, () => createMetrics({ meter: noopMeter, ...metricsOptions(config) }));
  attempt(faults, () => events?.tryEvents(config, adapters, preset));
  attempt(faults, () => createHealth(healthOptions(live, preset)));
  return faults;
}
