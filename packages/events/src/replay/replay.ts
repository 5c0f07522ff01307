import { createHash } from 'node:crypto';
import {
  type Adapter,
  type Clock,
  type DropCounts,
  type EgressGate,
  type EventRange,
  type Log,
  noopLog,
  noopMeter,
  type OutboundEvent,
  PlumblineError,
  projectEvent,
  systemClock,
} from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { createBackoff, type RetryOptions } from '../backoff.ts';
import { countDestination } from '../count.ts';
import { createDelivery } from '../deliver.ts';
import { workOf } from '../work.ts';
import { fitSource, holdMirror } from './hold.ts';

/** Options of `replay`. */
export interface ReplayOptions {
  /** Where events are read: an adapter that reads back, such as ClickHouse. It is not closed here. */
  readonly from: Pick<Adapter, 'kind' | 'read'>;
  /** Where they go. It is not closed here. */
  readonly into: Adapter;
  /** By when events happened; not longer than events are kept. */
  readonly range: EventRange;
  /** The catalog of today: what is stored in another form than it has is left out. */
  readonly catalog: Catalog;
  /** The egress lockfile that allows the mirror what it lists: where it is, or its text. */
  readonly lock: URL | string;
  /** Terms of the mirror by its kind, as they stand in the lockfile; what they withhold is withheld. @default {} */
  readonly gates?: Readonly<Record<string, EgressGate>>;
  /** Count what would be sent, and send nothing. @default false */
  readonly dryRun?: boolean;
  /** Send to a destination that stores an event twice when it comes twice. @default false */
  readonly acceptDoubles?: boolean;
  /** @default ten attempts for each batch */
  readonly retry?: RetryOptions;
  readonly clock?: Clock;
  readonly log?: Log;
}

/** What became of the events of a range: read = listed + unlisted, and listed = delivered + lost, but for a dry run. */
export interface ReplayTally {
  readonly read: number;
  /** Events that the destination's allowlist names. */
  readonly listed: number;
  readonly delivered: number;
  readonly lost: DropCounts;
}

const MAX_ATTEMPTS = 10;

const HASH_DIGITS = 16;

/** The same range in the same direction has the same name, so that its batches are the same ones. */
const nameOf = ({ from, into, range }: Pick<ReplayOptions, 'from' | 'into' | 'range'>): string => {
  const text = [from.kind, into.kind, range.from, range.to].join('\0');
  return `replay-${createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS)}`;
};

/** Of a configuration, which may have no lockfile. */
export interface LooseReplayOptions extends Omit<ReplayOptions, 'lock'> {
  readonly lock: ReplayOptions['lock'] | undefined;
}

function check({ catalog, from, into, range, acceptDoubles = false, dryRun = false }: LooseReplayOptions): void {
  const wrong = (what: string, fix?: string): never => {
    throw new PlumblineError('PLB_OPTION_INVALID', `replay: ${what}`, fix === undefined ? {} : { fix });
  };
  if (!(Number.isInteger(range.from) && Number.isInteger(range.to) && range.from < range.to)) {
    wrong('`range` does not end after it begins');
  }
  if (typeof catalog?.check !== 'function') wrong('`catalog` must be what `defineCatalog` returned');
  if (from.read === undefined) wrong(`${from.kind} cannot read events back`);
  if (into.role !== 'mirror') wrong(`${into.kind} is the source of truth, and not a mirror`);
  if (into.capabilities.idempotent || acceptDoubles || dryRun) return;
  wrong(
    `${into.kind} would store events twice that it has already`,
    'Say that it may, with `acceptDoubles`, or replay a range that it never got.',
  );
}

/** The same for a lockfile that may be missing, which is refused. */
export async function replayUnder(options: LooseReplayOptions): Promise<ReplayTally> {
  check(options);
  const { range, dryRun = false, retry, clock = systemClock, log = noopLog } = options;
  const into = holdMirror(options, options.into);
  const from = fitSource(options.from, options.catalog);
  const counter = countDestination(noopMeter, into.kind);
  const backoff = createBackoff({ maxAttempts: MAX_ATTEMPTS, ...retry });
  const delivery = createDelivery({
    adapter: into,
    label: into.kind,
    counter,
    backoff,
    clock,
    log,
    onSettle: () => undefined,
  });
  const name = nameOf(options);
  const sendPage = (events: readonly OutboundEvent[], number: number): Promise<void> =>
    new Promise((resolve) => {
      const batch = { id: `${name}-${number}`, events, size: events.length, bytes: 0, holders: 0, evicted: false };
      delivery.offer(workOf(batch, () => resolve()));
    });
  let read = 0;
  let listed = 0;
  let number = 0;
  try {
    for await (const page of from.read?.(range) ?? []) {
      const events = page.flatMap((event) => projectEvent(event, into.allow) ?? []);
      read += page.length;
      listed += events.length;
      // One page at a time: the next one is not read before this one is settled.
      if (!dryRun && events.length > 0) await sendPage(events, number);
      number += 1;
    }
  } finally {
    delivery.stop();
  }
  const { delivered, lost } = counter.read();
  return { read, listed, delivered, lost };
}

/**
 * Sends the events of a time range to a mirror again, through the loop that every event goes through: cut to the catalog
 * of today, to the mirror's own allowlist and to what its terms let it have. Repeating it is safe where the mirror knows an
 * event by its ID. Rejects with PLB_OPTION_INVALID for what cannot work, with PLB_CONFIG_INVALID for a mirror that does not
 * say what it sends, with PLB_EGRESS_LOCK_MISSING, PLB_EGRESS_LOCK_DIFFERS or PLB_EGRESS_LOCK_INVALID where the lockfile
 * does not allow it, before anything is read, and with what reading throws; what was sent until then stays sent.
 */
export const replay = (options: ReplayOptions): Promise<ReplayTally> => replayUnder(options);
