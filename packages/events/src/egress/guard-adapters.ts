import {
  type Adapter,
  type Allowlist,
  type Log,
  type OutboundBatch,
  PlumblineError,
  retryLater,
  toError,
  wrapAdapter,
} from '@plumbline/core';
import type { EventsOptions } from '../options.ts';
import { createFitCatalog } from './fit-catalog.ts';

/** Destinations that send nothing before they are permitted, nor to whom it is not meant. */
export interface Guarded {
  readonly adapters: readonly Adapter[];
  /** Rejects where the egress lockfile does not allow what would leave. It reads it once. */
  permit(): Promise<void>;
}

/**
 * Throws PLB_EGRESS_UNDECLARED for a mirror that does not say what it sends, and PLB_EGRESS_LOCK_MISSING for a third party
 * without a lockfile: nobody has seen what it would get.
 */
export function checkLocked({ adapters = [], lock, debug }: EventsOptions): void {
  if (debug === true) return;
  const silent = adapters.filter(({ role, egress }) => role === 'mirror' && egress === undefined);
  if (silent.length > 0) {
    const kinds = silent.map(({ kind }) => kind).join(', ');
    throw new PlumblineError('PLB_EGRESS_UNDECLARED', `events: nothing says what ${kinds} would send`);
  }
  if (lock !== undefined) return;
  const names = adapters.filter(({ egress }) => egress?.party === 'third-party').map(({ kind }) => kind);
  if (names.length === 0) return;
  throw new PlumblineError('PLB_EGRESS_LOCK_MISSING', `events: no egress lockfile allows ${names.join(', ')}`, {
    fix: 'Run `npx plumbline egress` (@plumbline/cli), have the file reviewed, commit it, and hand it to `createEvents` as `lock`.',
  });
}

type Listed = Exclude<Allowlist, 'catalog'>;

/** Events of an allowlist that are recorded without consent, where the destination is for people who gave it. */
function withheldFrom({ kind, role, allow }: Adapter, { catalog, gates = {} }: EventsOptions): readonly string[] {
  const gate = Object.hasOwn(gates, kind) ? gates[kind] : undefined;
  if (role !== 'mirror' || allow === 'catalog' || gate?.consent !== 'analytics') return [];
  return Object.keys(allow).filter((name) => catalog.events[name]?.consent !== 'analytics');
}

const without = (allow: Listed, names: readonly string[]): Listed =>
  Object.fromEntries(Object.entries(allow).filter(([name]) => !names.includes(name)));

/**
 * A mirror that gets of another version's events what today's catalog has: a spool may bring them long after the lockfile
 * they were accepted under. An event of this version was held against it when it was accepted.
 */
function fitting(adapter: Adapter, { catalog }: EventsOptions): Adapter {
  if (adapter.role !== 'mirror') return adapter;
  const fit = createFitCatalog(catalog);
  const isOurs = ({ schemaVersion }: OutboundBatch['events'][number]): boolean => schemaVersion === catalog.version;
  return wrapAdapter(adapter, {
    send: (batch) =>
      adapter.send(
        batch.events.every(isOurs)
          ? batch
          : { id: batch.id, events: batch.events.map((event) => (isOurs(event) ? event : fit(event))) },
      ),
  });
}

/** The same destination, which neither opens nor sends before it is permitted. */
const guard = (adapter: Adapter, allow: Allowlist, permit: () => Promise<void>): Adapter =>
  wrapAdapter(adapter, {
    allow,
    async open() {
      await permit();
      await adapter.open();
    },
    async send(batch) {
      try {
        await permit();
      } catch (error) {
        return retryLater(toError(error));
      }
      return adapter.send(batch);
    },
  });

/** Puts the lockfile and the terms of each destination between the client and its adapters. */
export function guardAdapters(options: EventsOptions, log: Log): Guarded {
  const { adapters = [], lock } = options;
  let permitted: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    const { permit } = await import('./permit.ts');
    permit(options);
  };
  const permit = (): Promise<void> => (permitted ??= lock === undefined ? Promise.resolve() : load());
  const guarded = adapters.map((given) => {
    const adapter = fitting(given, options);
    const { allow, kind } = adapter;
    const events = withheldFrom(adapter, options);
    if (events.length > 0 && allow !== 'catalog') {
      log.warn(
        { destination: kind, events },
        'events that are recorded without consent do not go to a destination that is for consent',
      );
      return guard(adapter, without(allow, events), permit);
    }
    return lock === undefined ? adapter : guard(adapter, allow, permit);
  });
  return { adapters: guarded, permit };
}
