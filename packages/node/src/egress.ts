import { readFileSync } from 'node:fs';
import {
  type Adapter,
  createGauge,
  type EgressConfig,
  type Meter,
  type ObservableResult,
  PlumblineError,
  type SignalEgress,
  systemClock,
} from '@plumbline/core';
import { cutAdapter } from './cut-adapter.ts';
import { isCollected, sentSignals, undeclaredCollectors } from './egress-signals.ts';
import type { Notice } from './notices.ts';
import { inProduction, type ResolvedOptions } from './options.ts';
import type { OtlpEnvironment } from './otlp.ts';
import type { AnyConfig } from './part-options.ts';

/** What a start may open: nothing of it sends more than the egress lockfile holds. */
export interface Permitted {
  readonly adapters: readonly Adapter[];
  readonly notices: readonly Notice[];
  /** Days on which permissions end, by destination. */
  readonly ends: Readonly<Record<string, string>>;
}

interface Lock {
  readonly text?: string;
  /** Why there is none. */
  readonly why?: string;
}

const NOT_NAMED = '`egress.lock` is not in the configuration';
const NOT_THERE = '`egress.lock` names a file that is not there';

function readLock(lock: EgressConfig['lock']): Lock {
  if (lock === undefined) return { why: NOT_NAMED };
  if (typeof lock === 'string') return { text: lock };
  try {
    return { text: readFileSync(lock, 'utf8') };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { why: NOT_THERE };
    throw new PlumblineError('PLB_EGRESS_LOCK_INVALID', '`egress.lock` names a file that cannot be read', {
      fix: 'Let the user of the service read it, and name the file that `npx plumbline egress` writes.',
      cause,
    });
  }
}

/** Where nothing of it is on, there is nothing that a lockfile must allow. */
const needsLock = (adapters: readonly Adapter[], signals: readonly SignalEgress[], otlp: OtlpEnvironment): boolean =>
  adapters.some(({ role, egress }) => role === 'mirror' || egress?.party === 'third-party') ||
  signals.some((signal) => signal.party !== 'first-party' && !isCollected(signal, otlp));

const SAY_IT = "where it is your own, `egress: { collector: { party: 'first-party' } }` says so";

const isUnsaid = ({ signal, party }: SignalEgress): boolean => signal === 'trace-headers' && party === 'undeclared';

/** Why there is no lockfile, and what else would do: one line for a collector, and one for the hosts of our own calls. */
function whyMissing(
  why: string,
  { far }: ReturnType<typeof undeclaredCollectors>,
  signals: readonly SignalEgress[],
): string {
  const has = far.length === 1 ? 'has an address' : 'have addresses';
  return [
    why,
    ...(far.length === 0
      ? []
      : [
          `and ${far.join(', ')} ${has} outside of this machine and its networks, of which nobody says whose it is: ${SAY_IT}`,
        ]),
    ...(signals.some(isUnsaid)
      ? [
          "and `trace.propagateTo` names hosts of which nobody says whose they are: where all of them are your own, `egress: { propagation: { party: 'first-party' } }` says so",
        ]
      : []),
  ].join(', ');
}

/** What a lockfile is not needed for, once somebody has said it. */
const insteadOfLock = (
  { far }: ReturnType<typeof undeclaredCollectors>,
  signals: readonly SignalEgress[],
): readonly string[] => [
  ...(far.length > 0
    ? ["Where the collector is your own, write `egress: { collector: { party: 'first-party' } }` instead."]
    : []),
  ...(signals.some(isUnsaid)
    ? [
        "Where the hosts of `trace.propagateTo` are your own, write `egress: { propagation: { party: 'first-party' } }` instead.",
      ]
    : []),
];

/** Telemetry may go to a collector that nobody declared, but not in silence: on a desk alone a near one is nothing new. */
function collectorNotices(
  { near, far }: ReturnType<typeof undeclaredCollectors>,
  resolved: ResolvedOptions,
): readonly Notice[] {
  const variables = [...far, ...(inProduction(resolved.environment, resolved.preset) ? near : [])];
  const message = `telemetry goes to a collector of which nobody says whose it is; ${SAY_IT}`;
  return variables.length === 0 ? [] : [{ level: 'warn', fields: { variables }, message }];
}

const UNLOCKED =
  'nothing holds the source of truth to a reviewed file; run `npx plumbline egress` and name it in `egress.lock`';
const ENDED = 'the permission of a destination has ended; have it reviewed, or take the destination out';

/** The first party may start without a lockfile, but not in silence. */
function unlockedNotices({ why }: Lock, resolved: ResolvedOptions): readonly Notice[] {
  const { adapters } = resolved;
  if (adapters.length === 0 || (why === NOT_NAMED && !inProduction(resolved.environment, resolved.preset))) return [];
  const fields = { destinations: adapters.map(({ kind }) => kind), reason: why };
  return [{ level: why === NOT_THERE ? 'warn' : 'info', fields, message: UNLOCKED }];
}

const gatesOf = (
  { gates = {} }: EgressConfig,
  names: readonly string[],
): Readonly<Record<string, NonNullable<EgressConfig['gates']>[string]>> =>
  Object.fromEntries(Object.entries(gates).filter(([name]) => names.includes(name)));

const today = (now: number): string => new Date(now).toISOString().slice(0, 10);

/**
 * Holds everything that is switched on against the egress lockfile, before anything is opened.
 *
 * @throws PlumblineError `PLB_EGRESS_LOCK_MISSING` for a mirror or somebody outside without one, `PLB_EGRESS_LOCK_DIFFERS` where
 * more would leave than it says, `PLB_EGRESS_LOCK_INVALID` where it cannot be read.
 */
export async function permit(config: AnyConfig, resolved: ResolvedOptions): Promise<Permitted> {
  const { preset, otel, propagating } = resolved;
  const { egress = {}, catalog } = config;
  // Where events are only printed, none of their destinations is on.
  const adapters = preset.PLUMBLINE_EVENTS_DEBUG === '1' ? [] : resolved.adapters;
  const signals = sentSignals(config, { preset, otlp: otel.options, propagating });
  const lock = readLock(egress.lock);
  const collectors = undeclaredCollectors(signals, otel.options);
  if (lock.text === undefined && !needsLock(adapters, signals, otel.options)) {
    const notices = [...unlockedNotices(lock, { ...resolved, adapters }), ...collectorNotices(collectors, resolved)];
    return { adapters: resolved.adapters, notices, ends: {} };
  }
  const { checkLock, collectFacts, expiredGates, lockedAllowlist } = await import('@plumbline/schema/egress');
  const gates = gatesOf(egress, [...adapters.map(({ kind }) => kind), ...signals.map(({ signal }) => signal)]);
  const asksConsent = typeof config.events?.consent === 'function';
  const facts = collectFacts({ catalog, adapters, signals, gates, asksConsent });
  const sources = [
    ...adapters.flatMap(({ kind, role }) => (role === 'source' ? [kind] : [])),
    ...signals.flatMap((signal) => (isCollected(signal, otel.options) ? [signal.signal] : [])),
  ];
  const instead = insteadOfLock(collectors, signals).join(' ');
  checkLock(facts, lock.text, {
    sources,
    asksConsent,
    ...(instead !== '' && { instead }),
    ...(lock.why !== undefined && { why: whyMissing(lock.why, collectors, signals) }),
  });
  const ended = expiredGates(facts, today(systemClock.now()));
  return {
    // The facts are within the lockfile now: who is cut to them sends nothing else, whatever becomes of the adapter.
    adapters: resolved.adapters.map((adapter) =>
      adapters.includes(adapter) && adapter.allow !== 'catalog'
        ? cutAdapter(adapter, lockedAllowlist(facts, adapter.kind))
        : adapter,
    ),
    notices: [
      ...(ended.length === 0 ? [] : [{ level: 'warn', fields: { destinations: ended }, message: ENDED } as const]),
      ...collectorNotices(collectors, resolved),
    ],
    ends: Object.fromEntries(
      Object.entries(gates).flatMap(([name, { expires }]) => (expires === undefined ? [] : [[name, expires]])),
    ),
  };
}

/** Reports each permission with an end, also one that ends while the process runs. Returns what stops it. */
export function watchEnds(meter: Meter, ends: Permitted['ends']): () => void {
  const gauge = createGauge(meter, 'plumbline.egress.expired');
  const observe = (result: ObservableResult): void => {
    const day = today(systemClock.now());
    for (const [destination, end] of Object.entries(ends)) result.observe(end < day ? 1 : 0, { destination });
  };
  gauge.addCallback(observe);
  return () => gauge.removeCallback(observe);
}
