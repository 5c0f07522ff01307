import {
  type Adapter,
  type Clock,
  type Log,
  noopLog,
  PlumblineError,
  systemClock,
  toError,
  wait,
} from '@plumbline/core';
import { hashFor, type Pseudonymizer } from '@plumbline/core/context';
import { labelsOf } from '../fan-out.ts';
import { type ErasedPerson, knowPerson } from './people.ts';
import { type ErasedAt, erasedAt, type ErasureReport } from './report.ts';
import { writeTombstones } from './tombstones.ts';
import { createTrail, type ErasureBasis, type ErasureTrail } from './trail.ts';

/** Everything that may hold events of a person. */
export interface EraseActorOptions {
  /** The same destinations as those of the services; they are opened where they are not, and never closed. */
  readonly adapters: readonly Adapter[];
  /** The folder of the services' spool: what waits there of the person is dropped as `erased`, now and later. */
  readonly spool?: { readonly directory: string };
  /** With the key that the events were hashed with. */
  readonly pseudonymizer: Pseudonymizer;
  /** Gets a record before anything is erased, and one afterwards. */
  readonly audit?: ErasureTrail;
  /** Who asked for it, for the audit trail. @default the actor of the running request */
  readonly actor?: { readonly type: 'user' | 'service' | 'system'; readonly id: string };
  /** @default 'request' */
  readonly basis?: ErasureBasis;
  /**
   * Milliseconds between the marks in the spool and the first deletion: what a service was sending by then has arrived,
   * and is deleted with the rest. @default 15000
   */
  readonly settleMs?: number;
  readonly clock?: Clock;
  readonly log?: Log;
}

/** Longer than a send may take unless an adapter says otherwise. */
const SETTLE_MS = 15_000;

/**
 * Makes everything that product events go to forget a person: audit trail, spool, source of truth, mirrors, audit trail
 * again, in this order. Whatever ends it half way, running it again is safe and completes it. Events that the person
 * causes afterwards are not concerned.
 *
 * @throws PlumblineError `PLB_ERASURE` for an ID that no event was made of, a spool that cannot be written or an audit
 * trail that takes no record; nothing is erased then. What a destination answers is in the report, and never thrown.
 */
export async function eraseActor(options: EraseActorOptions, person: ErasedPerson): Promise<ErasureReport> {
  const { adapters, spool, pseudonymizer, basis = 'request', settleMs = SETTLE_MS } = options;
  const { clock = systemClock, log = noopLog } = options;
  const { subject, org, ids } = knowPerson(person, pseudonymizer);
  const trail = createTrail(options.audit, { subject, org, basis, actor: options.actor });
  const requestedAt = clock.now();
  const attempted = await trail.attempted(adapters.length);
  const before = spool === undefined ? new Set<string>() : await markSpool(spool.directory, ids, requestedAt);
  const repeated = ids.every((id) => before.has(id));
  await wait(clock, settleMs, { keepAlive: true });
  const labels = labelsOf(adapters);
  // The same for every repeat, and not what events carry.
  const request = { id: hashFor('erasure', ids.join()), anonymousUserIds: ids, requestedAt };
  const ask = async (adapter: Adapter): Promise<ErasedAt> => {
    const label = labels[adapters.indexOf(adapter)] ?? adapter.kind;
    const at = erasedAt(adapter, label, await adapter.erase(request), repeated);
    log.info({ destination: label, outcome: at.outcome, removed: at.removed, reason: at.reason }, 'erasure');
    return at;
  };
  const sources: ErasedAt[] = [];
  for (const source of adapters.filter(({ role }) => role === 'source')) sources.push(await ask(source));
  const mirrors = await Promise.all(adapters.filter(({ role }) => role === 'mirror').map(ask));
  const destinations = [...sources, ...mirrors];
  const everywhere = destinations.every((at) => at.done);
  const completed = await trail.completed(destinations, everywhere).catch((error: unknown) => {
    log.error({ err: toError(error) }, 'the end of an erasure is not in the audit trail');
    return undefined;
  });
  return {
    done: everywhere && completed !== undefined,
    repeated,
    spool: spool !== undefined,
    records: [...attempted, ...(completed ?? [])],
    destinations,
  };
}

const markSpool = (directory: string, ids: readonly string[], at: number): Promise<ReadonlySet<string>> =>
  writeTombstones(directory, ids, at).catch((cause: unknown) => {
    throw new PlumblineError('PLB_ERASURE', 'the event spool cannot be told who is erased', {
      cause,
      fix: 'Run it as a user who may write to the folder of the event spool.',
    });
  });
