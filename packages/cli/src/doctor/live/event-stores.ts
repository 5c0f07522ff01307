import {
  type Adapter,
  type DeferredAdapter,
  type Environment,
  isDeferredAdapter,
  isPlumblineError,
  type SendOutcome,
  toError,
  wrapAdapter,
} from '@plumbline/core';
import { tcpObstacle } from '../probe.ts';
import type { LiveResult } from './report.ts';

/** The one event that a canary may be, where the catalog declares it. */
export const CANARY_EVENT = 'doctor_canary_sent';

type Entry = Adapter | DeferredAdapter;

/** What one destination of events did. */
interface Seen {
  readonly entry: Entry;
  /** Undefined while the environment leaves it off. */
  adapter?: Adapter;
  opened?: 'yes' | Error;
  sent?: { readonly eventId: string; readonly outcome: SendOutcome };
}

export interface EventStations {
  /** `events.adapters`, watched. */
  readonly adapters: readonly Entry[];
  /** One answer for each, whenever it comes. */
  results(has: {
    readonly event: boolean;
    readonly since: number;
  }): readonly { readonly name: string; readonly result: Promise<LiveResult> }[];
}

function watch(adapter: Adapter, seen: Seen): Adapter {
  seen.adapter = adapter;
  return wrapAdapter(adapter, {
    async open() {
      try {
        await adapter.open();
        seen.opened = 'yes';
      } catch (error) {
        seen.opened = toError(error);
        throw error;
      }
    },
    async send(batch) {
      const outcome = await adapter.send(batch);
      const own = batch.events.find(({ name }) => name === CANARY_EVENT);
      if (own) seen.sent = { eventId: own.eventId, outcome };
      return outcome;
    },
  });
}

function watchEntry(entry: Entry, seen: Seen): Entry {
  if (!isDeferredAdapter(entry)) return watch(entry, seen);
  return Object.assign(Object.create(entry) as DeferredAdapter, {
    fromEnvironment(environment: Environment) {
      const adapter = entry.fromEnvironment(environment);
      return adapter && watch(adapter, seen);
    },
  });
}

/** What an error of a destination may say: messages of others may quote an address with a password. */
const reasonOf = (error: Error): string => {
  if (isPlumblineError(error))
    return error.message.slice(`${error.code}: `.length, error.message.lastIndexOf('\n  fix: '));
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
};

const fixOf = (error: Error, { entry }: Seen): string => {
  if (isPlumblineError(error)) return error.fix;
  const variables = isDeferredAdapter(entry) ? entry.variables.join(', ') : 'its options';
  return `See whether the destination runs and takes what is sent, and correct ${variables}.`;
};

const nameOf = ({ entry }: Seen): string => `events ${entry.kind}`;

const isIn = ({ allow }: Adapter): boolean => allow === 'catalog' || Object.hasOwn(allow, CANARY_EVENT);

/** Nothing is sent that the catalog does not know; whether somebody listens can be asked all the same. */
async function askAddress(name: string, { adapter }: Seen, why: string): Promise<LiveResult> {
  for (const destination of adapter?.destinations ?? []) {
    const url = URL.canParse(destination) ? new URL(destination) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) continue;
    const obstacle = await tcpObstacle(url);
    if (obstacle === undefined) continue;
    const fix = 'Start the destination, or correct the variable or option that names it.';
    return { name, state: 'failed', what: `nothing answers at ${url.host} (${obstacle})`, fix };
  }
  return { name, state: 'reachable', proof: `opened; it was sent nothing, as ${why}` };
}

async function isStored(adapter: Adapter, eventId: string, since: number): Promise<boolean> {
  const pages = adapter.read?.({ from: since, to: Date.now() + 1_000 }) ?? [];
  for await (const page of pages) if (page.some((event) => event.eventId === eventId)) return true;
  return false;
}

async function judgeSent(name: string, seen: Seen, since: number): Promise<LiveResult> {
  const { adapter, sent } = seen;
  if (sent === undefined || adapter === undefined) {
    const what = `the event ${CANARY_EVENT} was not sent before the deadline`;
    const fix = `Declare ${CANARY_EVENT} without fields and without consent, and run this with a longer \`--timeout\`.`;
    return { name, state: 'failed', what, fix };
  }
  const { eventId, outcome } = sent;
  if (outcome.kind !== 'delivered') {
    const why = `${outcome.kind.replace('_', ' ')}: ${reasonOf(outcome.error)}`;
    return { name, state: 'failed', what: `the event was not acknowledged (${why})`, fix: fixOf(outcome.error, seen) };
  }
  if (adapter.read === undefined) return { name, state: 'arrived', proof: 'acknowledged; it cannot be read back' };
  if (await isStored(adapter, eventId, since)) {
    return { name, state: 'arrived', proof: 'acknowledged, and read back by its ID' };
  }
  const fix = 'Look for something between the service and the table that takes rows out, and for another database.';
  return { name, state: 'failed', what: 'the event was acknowledged and is not there', fix };
}

async function judgeDestination(
  seen: Seen,
  has: { readonly event: boolean; readonly since: number },
): Promise<LiveResult> {
  const { entry, adapter, opened } = seen;
  const name = nameOf(seen);
  const variables = isDeferredAdapter(entry) ? entry.variables : [];
  if (adapter === undefined) return { name, state: 'off', why: `none of ${variables.join(', ')} is set` };
  if (opened === undefined)
    return { name, state: 'off', why: 'DO_NOT_TRACK or PLUMBLINE_EVENTS_DEBUG keeps it closed' };
  if (opened !== 'yes') {
    return { name, state: 'failed', what: `cannot be opened: ${reasonOf(opened)}`, fix: fixOf(opened, seen) };
  }
  if (!has.event) return askAddress(name, seen, `the catalog has no event ${CANARY_EVENT}`);
  if (!isIn(adapter)) return askAddress(name, seen, `its allowlist leaves ${CANARY_EVENT} out`);
  return judgeSent(name, seen, has.since);
}

/** Watches the destinations of product events; none of them does anything else than before. */
export function watchEvents(entries: readonly Entry[]): EventStations {
  const all: Seen[] = entries.map((entry) => ({ entry }));
  return {
    adapters: all.map((seen) => watchEntry(seen.entry, seen)),
    results: (has) => all.map((seen) => ({ name: nameOf(seen), result: judgeDestination(seen, has) })),
  };
}
