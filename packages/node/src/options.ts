import {
  type Adapter,
  type DeferredAdapter,
  dsnFault,
  type Environment,
  isDeferredAdapter,
  isPlumblineError,
  noopMeter,
  PlumblineError,
  propagationFaults,
  toError,
} from '@plumbline/core';
import { createEvents } from '@plumbline/events';
import { createHealth } from '@plumbline/health';
import { createMetrics } from '@plumbline/metrics';
import { isLoopback, type OtelFromEnvironment, otelOptionsFromEnvironment } from '@plumbline/otel';
import { configSchema, faultsOf, isAdapterEntry, liveSchema } from './config-schema.ts';
import { possibleSignals } from './egress-signals.ts';
import {
  asksNotToTrack,
  idleAddresses,
  type PresetEnvironment,
  readEnvironment,
  type UnknownVariable,
  unknownVariables,
} from './environment.ts';
import {
  dyingKey,
  type Notice,
  samplingNotices,
  sendsActors,
  unknownNotices,
  unreadNotices,
  unsetNotices,
} from './notices.ts';
import { type AnyConfig, eventsOptions, healthOptions, metricsOptions } from './part-options.ts';
import type { LiveOptions } from './plumbline.ts';
import { readPropagation } from './propagation.ts';

/** A configuration and an environment, read together and found free of faults. */
export interface ResolvedOptions {
  readonly environment: string;
  /** Whether misuse throws at the caller; elsewhere it is counted. */
  readonly strict: boolean;
  readonly adapters: readonly Adapter[];
  readonly preset: PresetEnvironment;
  readonly otel: OtelFromEnvironment;
  readonly identityKey: string | undefined;
  /** Hosts that outgoing requests carry our headers to. */
  readonly propagateTo: readonly string[];
  /** Entries of `trace.propagateTo` that stand for one of them: each that is no variable, and each variable that is set. */
  readonly propagating: readonly string[];
  readonly notices: readonly Notice[];
}

/** `@plumbline/otel` ends an export after this long, unless OTEL_EXPORTER_OTLP_TIMEOUT says otherwise. */
const OTLP_TIMEOUT_MS = 1_500;
const METRIC_INTERVAL_MS = 60_000;

/** Checks everything that can be known before anything is opened, and throws all faults at once. */
export function resolveOptions(config: AnyConfig, environment: Environment, live: LiveOptions): ResolvedOptions {
  const { values: preset, faults: variableFaults } = readEnvironment(environment);
  const otel = otelOptionsFromEnvironment(environment);
  const configFaults = [...faultsOf(configSchema, 'config', config), ...faultsOf(liveSchema, 'options', live)];
  const faults = [...configFaults, ...variableFaults, ...otel.faults, ...intervalFaults(otel)];
  const found = findAdapters(config, environment, faults);
  if (configFaults.length === 0) faults.push(...egressFaults(config, preset), ...scrapeFaults(config, otel));
  const entries = configFaults.length === 0 ? (config.trace?.propagateTo ?? []) : [];
  const propagation = readPropagation(entries, environment);
  faults.push(...propagation.faults);
  // What a part refuses says nothing new where its section is wrong already.
  if (configFaults.length === 0) faults.push(...partFaults(config, found.adapters, preset, live));
  const name = textOf(config?.service?.environment) ?? preset.NODE_ENV ?? 'development';
  const identityKey = preset.PLUMBLINE_IDENTITY_KEY ?? config?.identity?.key;
  const isProduction = inProduction(name, preset);
  const misspelt = unknownVariables(environment, found.variables);
  const unread = [...otel.unread, ...idleAddresses(environment, otel.options.prometheus !== undefined)];
  const notices = [
    ...unknownNotices(misspelt),
    ...unreadNotices(unread),
    ...unsetNotices(entries, environment, isProduction),
  ];
  const adapters = withoutMirrors(found.adapters, preset, notices);
  if (identityKey === undefined && !environment['PLUMBLINE_IDENTITY_KEY']) {
    const isHashed = found.adapters.length > 0 || preset.SENTRY_DSN !== undefined;
    if (isHashed && isProduction) faults.push(NO_KEY);
    else if (isHashed || (isProduction && sendsActors(otel.options))) notices.push(dyingKey);
  }
  if (faults.length > 0)
    throw configError(faults, [...misspelt.flatMap(asked), ...unread.filter((name) => name.includes('did you mean'))]);
  const strict = ['development', 'test'].includes(name) && preset.NODE_ENV !== 'production';
  if (strict && name === 'development')
    notices.push(...samplingNotices(otel.options, otel.options.sampleRatio ?? config.trace?.sampleRatio));
  const { hosts: propagateTo } = propagation;
  const propagating = entries.filter((entry) => readPropagation([entry], environment).hosts.length > 0);
  return { environment: name, strict, adapters, preset, otel, identityKey, propagateTo, propagating, notices };
}

const NO_KEY =
  'PLUMBLINE_IDENTITY_KEY: is missing, so IDs cannot be made anonymous; set it to the output of `openssl rand -base64 32`';

/** Whichever of the two says so. */
export const inProduction = (environment: string, { NODE_ENV }: PresetEnvironment): boolean =>
  [environment, NODE_ENV].includes('production');

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const asked = ({ name, meant }: UnknownVariable): string[] =>
  meant === undefined ? [] : [`${name} (did you mean ${meant}?)`];

/** A misspelt variable is no fault by itself, but often the reason for one. */
const configError = (faults: readonly string[], misspelt: readonly string[]): PlumblineError =>
  new PlumblineError(
    'PLB_CONFIG_INVALID',
    [
      `the configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:`,
      ...faults.map((fault) => `- ${fault}`),
      ...misspelt.map((name) => `nothing reads ${name}`),
    ].join('\n  '),
  );

/** `startOtel` refuses this too, but in the words of its options. */
function intervalFaults({ options }: OtelFromEnvironment): string[] {
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
function scrapeFaults({ metrics }: AnyConfig, { options }: OtelFromEnvironment): string[] {
  const host = options.prometheus?.host;
  if (host === undefined || isLoopback(host) || metrics?.prometheus !== undefined) return [];
  return [
    'OTEL_EXPORTER_PROMETHEUS_HOST: opens the metrics to a network, which no configuration asks for; write `metrics: { prometheus: {} }`, or name a loopback address',
  ];
}

/** Terms of nobody, and a DSN that may not be. */
function egressFaults(config: AnyConfig, { SENTRY_DSN: dsn }: PresetEnvironment): string[] {
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

/** DO_NOT_TRACK is about third parties: the first-party source of truth stays. */
function withoutMirrors(
  adapters: readonly Adapter[],
  preset: PresetEnvironment,
  notices: Notice[],
): readonly Adapter[] {
  const mirrors = adapters.filter(({ role }) => role === 'mirror');
  if (mirrors.length === 0 || !asksNotToTrack(preset)) return adapters;
  const destinations = mirrors.map(({ kind }) => kind);
  notices.push({ level: 'info', fields: { destinations }, message: 'DO_NOT_TRACK is set: mirrors are off' });
  return adapters.filter(({ role }) => role !== 'mirror');
}

function findAdapters(
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

/** The parts judge their own options. Making one has no effect, so each is made once on nothing, to know all faults now. */
function partFaults(
  config: AnyConfig,
  adapters: readonly Adapter[],
  preset: PresetEnvironment,
  live: LiveOptions,
): string[] {
  const faults: string[] = [];
  attempt(faults, () => createMetrics({ meter: noopMeter, ...metricsOptions(config) }));
  // The lockfile is asked for once everything is known to work, in words that say what would leave.
  attempt(faults, () => createEvents({ lock: '', ...eventsOptions(config, adapters, preset) }));
  attempt(faults, () => createHealth(healthOptions(live, preset)));
  return faults;
}
