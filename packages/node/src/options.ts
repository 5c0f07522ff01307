import { type Adapter, type Environment, PlumblineError } from '@plumbline/core';
import { type OtelFromEnvironment, otelOptionsFromEnvironment } from '@plumbline/otel';
import { configSchema, faultsOf, liveSchema } from './config-schema.ts';
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
import {
  auditFaults,
  egressFaults,
  type EventsParts,
  findAdapters,
  intervalFaults,
  loadEvents,
  partFaults,
  scrapeFaults,
  shutdownFaults,
} from './option-faults.ts';
import type { AnyConfig } from './part-options.ts';
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
  readonly events: EventsParts;
}

/** What is wrong, what nobody reads beside it, and the options where nothing is wrong. */
interface Judged {
  readonly faults: readonly string[];
  readonly unread: readonly string[];
  readonly resolve: () => ResolvedOptions;
}

/** Checks everything that can be known before anything is opened, and throws all faults at once. */
export async function resolveOptions(
  config: AnyConfig,
  environment: Environment,
  live: LiveOptions,
): Promise<ResolvedOptions> {
  const { faults, unread, resolve } = judgeOptions(config, environment, live, await loadEvents(config));
  if (faults.length > 0) throw configError(faults, unread);
  return resolve();
}

/**
 * Every fault for which `start` would refuse this configuration with PLB_CONFIG_INVALID, in the same words; empty where there
 * is none. It opens nothing: `plumbline doctor` asks it, and so may a test of yours. The egress lockfile is not looked at.
 */
export async function checkConfig(config: unknown, live: LiveOptions = {}): Promise<readonly string[]> {
  const given = config as AnyConfig;
  return judgeOptions(given, live?.environment ?? process.env, live, await loadEvents(given)).faults;
}

function judgeOptions(config: AnyConfig, environment: Environment, live: LiveOptions, events: EventsParts): Judged {
  const { values: preset, faults: variableFaults } = readEnvironment(environment);
  const otel = otelOptionsFromEnvironment(environment);
  const configFaults = [...faultsOf(configSchema, 'config', config), ...faultsOf(liveSchema, 'options', live)];
  const faults = [...configFaults, ...variableFaults, ...otel.faults, ...intervalFaults(otel)];
  const found = findAdapters(config, environment, faults);
  if (configFaults.length === 0)
    faults.push(
      ...egressFaults(config, preset),
      ...scrapeFaults(config, otel),
      ...auditFaults(config, preset, live),
      ...shutdownFaults(config, live),
    );
  const entries = configFaults.length === 0 ? (config.trace?.propagateTo ?? []) : [];
  const propagation = readPropagation(entries, environment);
  faults.push(...propagation.faults);
  // What a part refuses says nothing new where its section is wrong already.
  if (configFaults.length === 0) faults.push(...partFaults(config, found.adapters, preset, live, events));
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
  const resolve = (): ResolvedOptions => {
    const strict = ['development', 'test'].includes(name) && preset.NODE_ENV !== 'production';
    if (strict && name === 'development')
      notices.push(...samplingNotices(otel.options, otel.options.sampleRatio ?? config.trace?.sampleRatio));
    const { hosts: propagateTo } = propagation;
    const propagating = entries.filter((entry) => readPropagation([entry], environment).hosts.length > 0);
    return {
      environment: name,
      strict,
      adapters,
      preset,
      otel,
      identityKey,
      propagateTo,
      propagating,
      notices,
      events,
    };
  };
  const meant = unread.filter((variable) => variable.includes('did you mean'));
  return { faults, unread: [...misspelt.flatMap(asked), ...meant], resolve };
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
