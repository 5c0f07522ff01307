import {
  type Adapter,
  type DeferredAdapter,
  type EgressGate,
  PlumblineError,
  type SignalEgress,
} from '@plumbline/core';
import { checkAllowlist } from '../check-allowlist.ts';
import { type Catalog, defineCatalog } from '../define-catalog.ts';
import { eventFacts } from './collect-events.ts';
import { addressFaults, destinationFacts, type Destination } from './collect-destination.ts';
import type { Fact } from './fact.ts';

/** What the facts of an application are collected from: its configuration, never its environment. */
export interface EgressSources {
  readonly catalog?: Catalog | undefined;
  readonly adapters?: readonly (Adapter | DeferredAdapter)[];
  readonly signals?: readonly SignalEgress[];
  /** Whether `events.consent` is there, which is asked for each event of class `analytics`; without it nobody is. @default false */
  readonly asksConsent?: boolean;
  /** Terms of a destination or signal, by its name. */
  readonly gates?: Readonly<Record<string, EgressGate>>;
}

const NO_CATALOG = defineCatalog({ version: '2026-01-none-v1', events: {} });

const undeclared: Omit<Destination, 'id' | 'gate'> = {
  party: 'undeclared',
  endpoints: [{ at: 'undeclared', method: 'undeclared', path: 'undeclared' }],
  headers: [],
  retention: 'undeclared',
  erasure: 'not-possible',
};

function adapterFacts(config: EgressSources, adapter: Adapter | DeferredAdapter): readonly Fact[] {
  const { catalog = NO_CATALOG, gates = {} } = config;
  const { kind, role, egress, allow = 'catalog', reasons } = adapter;
  checkAllowlist(catalog, { kind, role, allow, egress, ...(reasons && { reasons }) });
  const gate = Object.hasOwn(gates, kind) ? gates[kind] : undefined;
  return [
    ...destinationFacts({ ...(egress ?? undeclared), id: kind, gate }),
    ...eventFacts(catalog, { id: kind, allow, egress, reasons }),
  ];
}

function signalFacts({ gates = {} }: EgressSources, signal: SignalEgress): readonly Fact[] {
  const { signal: id, state, attributes } = signal;
  if (state === 'off') return [{ kind: 'signal', columns: [id, 'off'] }];
  const gate = Object.hasOwn(gates, id) ? gates[id] : undefined;
  return [
    ...destinationFacts({ ...signal, id, gate }, 'signal'),
    ...attributes.map(({ name, class: privacy, transform }): Fact => ({
      kind: 'attr',
      columns: [id, name, privacy, transform],
    })),
  ];
}

const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);

function faultsOf({ adapters = [], signals = [], gates = {} }: EgressSources): readonly string[] {
  const names = [...adapters.map(({ kind }) => kind), ...signals.map(({ signal }) => signal)];
  return [
    ...[...new Set(repeated(names))].map(
      (name) => `${name}: two destinations have this name, and lines would mix them up`,
    ),
    ...Object.keys(gates).flatMap((name) =>
      names.includes(name) ? [] : [`${name}: has terms in \`egress.gates\` but is no destination`],
    ),
    ...adapters.flatMap(({ kind, role, egress, allow }) => [
      ...(role === 'mirror' && egress === undefined ? [`${kind}: does not declare what it sends (\`egress\`)`] : []),
      ...(role === 'mirror' && allow === undefined
        ? [`${kind}: does not say which fields it may send (\`allow\`)`]
        : []),
      ...(egress === undefined ? [] : addressFaults(kind, egress, true)),
    ]),
    ...signals.flatMap((signal) => addressFaults(signal.signal, signal, false)),
  ];
}

/**
 * Every fact of what a configuration may send, in no order: the same ones on every machine and for every order of
 * declaration, as long as the configuration itself reads no environment.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` with every declaration that a lockfile cannot hold to its word, and
 * `PLB_ADAPTER_ALLOWLIST` where an allowlist names what the catalog has not.
 */
export function collectFacts(config: EgressSources): readonly Fact[] {
  const faults = faultsOf(config);
  if (faults.length > 0) {
    throw new PlumblineError(
      'PLB_CONFIG_INVALID',
      `what leaves cannot be written down:\n  - ${faults.join('\n  - ')}`,
      {
        fix: 'Correct the declaration of the destination, or its name.',
      },
    );
  }
  const { catalog, adapters = [], signals = [] } = config;
  return [
    ...(catalog === undefined ? [] : [{ kind: 'catalog', columns: [catalog.version] }]),
    // These libraries phone nowhere.
    { kind: 'self', columns: ['none'] },
    ...(config.asksConsent === true ? [{ kind: 'consent', columns: ['asked'] }] : []),
    ...adapters.flatMap((adapter) => adapterFacts(config, adapter)),
    ...signals.flatMap((signal) => signalFacts(config, signal)),
  ];
}
