import {
  type Adapter,
  type DeferredAdapter,
  isDeferredAdapter,
  isPropagationEntry,
  type PlumblineConfig,
  propagationEgress,
  toError,
} from '@plumbline/core';
import { describeBaseline } from './loaded-baseline.ts';
import type { LoadedAdapter, LoadedEgress, ReadConfig } from './loaded-config.ts';
import type { StartAnswer } from './start-faults.ts';

/** A configuration without one. */
export const NO_DEFAULT = 'it has no default export; write `export default defineConfig({ … })`';

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? (value as unknown[]).filter((entry): entry is string => typeof entry === 'string') : [];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const firstLine = (error: unknown): string => toError(error).message.split('\n')[0] ?? '';

function stateOf(entry: DeferredAdapter): { state: LoadedAdapter['state']; destinations: readonly string[] } {
  try {
    const adapter = entry.fromEnvironment(process.env);
    return adapter ? { state: 'on', destinations: adapter.destinations } : { state: 'off', destinations: [] };
  } catch (error) {
    return { state: { fault: firstLine(error) }, destinations: [] };
  }
}

function readAdapter(entry: Adapter | DeferredAdapter): LoadedAdapter {
  const { kind, role } = entry;
  const isOutside = entry.egress?.party === 'third-party';
  if (isDeferredAdapter(entry)) return { kind, role, isOutside, variables: entry.variables, ...stateOf(entry) };
  return { kind, role, isOutside, variables: [], state: 'on', destinations: entry.destinations };
}

/** What can be said of a configuration without the packages that will use it. */
function faultsOf(config: Record<string, unknown>, adapters: readonly unknown[]): string[] {
  const service = config['service'];
  const faults: string[] = [];
  if (!isRecord(service) || typeof service['name'] !== 'string' || !/^[\w.-]{1,100}$/.test(service['name'])) {
    faults.push('`service.name` must be 1 to 100 letters, digits, `.`, `_` or `-`');
  }
  const wellFormed = adapters.filter((entry) => isRecord(entry) && typeof entry['kind'] === 'string');
  if (wellFormed.length < adapters.length) faults.push('`events.adapters` holds something that is not an adapter');
  if (wellFormed.length > 0 && config['catalog'] === undefined) {
    faults.push('`catalog` is missing, though `events.adapters` has destinations');
  }
  if (wellFormed.filter((entry) => (entry as Adapter).role === 'source').length > 1) {
    faults.push('`events.adapters` has two sources of truth; keep one and make the other a mirror');
  }
  return faults;
}

function expiriesOf(catalog: unknown): Readonly<Record<string, string>> | undefined {
  if (!isRecord(catalog) || !isRecord(catalog['events'])) return undefined;
  return Object.fromEntries(
    Object.entries(catalog['events']).flatMap(([name, event]) =>
      isRecord(event) && typeof event['expires'] === 'string' ? [[name, event['expires']]] : [],
    ),
  );
}

const sectionOf = (value: unknown, name: string): Record<string, unknown> => {
  const section = isRecord(value) ? value[name] : undefined;
  return isRecord(section) ? section : {};
};

/** Hosts that get the trace headers and that nobody calls our own, as far as the configuration is well formed there. */
function foreignHostsOf(config: Record<string, unknown>): readonly string[] {
  const entries = sectionOf(config, 'trace')['propagateTo'];
  const { party, hosts } = sectionOf(sectionOf(config, 'egress'), 'propagation');
  // What else than a party stands there is none, and is not looked into.
  const propagation = { ...(party === 'first-party' && { party }), hosts: isRecord(hosts) ? hosts : {} };
  const given = {
    trace: { propagateTo: Array.isArray(entries) ? (entries as unknown[]).filter(isPropagationEntry) : [] },
    egress: { propagation },
  } as Pick<PlumblineConfig, 'trace' | 'egress'>;
  return propagationEgress(given).flatMap(({ endpoints }) =>
    endpoints.flatMap((endpoint) => (endpoint.party === 'first-party' ? [] : [endpoint.at])),
  );
}

function readEgress(config: Record<string, unknown>): LoadedEgress {
  const egress = sectionOf(config, 'egress');
  const { errors } = egress;
  const origin = isRecord(errors) ? errors['origin'] : undefined;
  const isOwn = isRecord(errors) && errors['party'] === 'first-party';
  const { party: said } = sectionOf(egress, 'collector');
  return {
    namesLock: egress['lock'] !== undefined,
    errors:
      typeof origin === 'string'
        ? { origin, party: isOwn ? 'first-party' : 'third-party' }
        : errors === false
          ? false
          : undefined,
    foreignHosts: foreignHostsOf(config),
    collector: (['first-party', 'third-party'] as const).find((party) => party === said) ?? 'undeclared',
  };
}

/** What the doctor reads of a configuration, in the process that imported it. */
export function describeConfig(config: unknown, { faults, unasked }: StartAnswer = {}): ReadConfig {
  if (!isRecord(config)) return { status: 'failed', reason: NO_DEFAULT };
  const events = config['events'];
  const listed = isRecord(events) && Array.isArray(events['adapters']) ? (events['adapters'] as unknown[]) : [];
  const usable = listed.filter((entry): entry is Adapter => isRecord(entry) && typeof entry['kind'] === 'string');
  const { service, identity, audit } = config;
  const spool = isRecord(audit) ? audit['spoolDirectory'] : undefined;
  return {
    status: 'loaded',
    service: isRecord(service) ? String(service['name']) : '',
    faults: faults ?? faultsOf(config, listed),
    isStarts: faults !== undefined,
    unasked,
    adapters: usable.map((entry) => readAdapter(entry)),
    expiries: expiriesOf(config['catalog']),
    hasIdentityKey: isRecord(identity) && typeof identity['key'] === 'string',
    egress: readEgress(config),
    baseline: describeBaseline(config),
    audit: isRecord(audit)
      ? { spoolDirectory: typeof spool === 'string' ? spool : undefined, unaudited: textsOf(audit['unaudited']) }
      : undefined,
  };
}
