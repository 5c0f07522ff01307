import type { Clock, Log, Meter } from '@plumbline/core';
import type { Actor, ActorInput } from '@plumbline/core/context';
import type { Catalog } from '@plumbline/schema';
import type { EventSink } from '../events.ts';
import type { QuarantineOptions } from '../quarantine/files.ts';
import type { IngestRequest } from './check-request.ts';
import type { SignedInAt } from './sender.ts';

export interface IngestOptions {
  readonly catalog: Catalog;
  /** The client from `createEvents`. */
  readonly events: EventSink;
  /** Take batches from pages of this origin only. @default true */
  readonly sameOrigin?: boolean;
  /** Further origins, such as `https://app.example.com` behind a proxy that renames the host. @default [] */
  readonly allowedOrigins?: readonly string[];
  /** @default 61440: keepalive and beacon bodies share 64 KiB (Fetch standard) */
  readonly maxBodyBytes?: number;
  /** Events in one batch. @default 50 */
  readonly maxEvents?: number;
  /** Events in a minute. */
  readonly rate?: {
    /** Of one session, as the sender names it. @default 600 */
    readonly perSessionPerMinute?: number;
    /**
     * Of all sessions together, because anybody can invent sessions. Senders that the server knows (`identity`) and those
     * that it does not have this budget each, so that strangers cannot use up that of the users. @default 600000
     */
    readonly totalPerMinute?: number;
  };
  /** Milliseconds that a body may take to arrive. @default 10000 */
  readonly bodyTimeoutMs?: number;
  /**
   * Who the sender is, from its session cookie. A throw, and no answer within five seconds, leave the batch anonymous.
   *
   * @default the actor of the running request
   */
  readonly identity?: (
    request: IngestRequest,
  ) => Actor | ActorInput | undefined | Promise<Actor | ActorInput | undefined>;
  /**
   * When the session began in which this sender is known: a `Date`, or milliseconds since the epoch, always the same while
   * the person stays signed in. What occurred before it keeps the browser's random ID: it was nobody's, and an event whose
   * answer was lost, repeated after signing in at a process that does not remember it, is the same event to the store. A
   * throw, another answer, and none within five seconds leave the batch anonymous; undefined leaves all of it the sender's.
   *
   * @default the whole batch is the sender's, and such a repeat is stored under both identities
   */
  readonly signedInAt?: SignedInAt;
  /**
   * Whether the server's own record says that this sender agreed to `analytics` events; only `true` means yes. A throw, and
   * no answer within five seconds, mean no. Without a yes such events are refused as `consent`, and nothing of the batch is kept
   * in quarantine.
   *
   * @default the browser's own answer counts, which asks before it sends anything
   */
  readonly consent?: (request: IngestRequest, actor: Actor | ActorInput | undefined) => boolean | Promise<boolean>;
  /**
   * The route patterns of the application, such as `/orders/:id`: what a sender names beside them is stored as `unmatched`.
   * Without the list a path without an ID, such as `/people/jane-doe`, looks like a pattern. @default every pattern is taken
   */
  readonly routes?: readonly string[];
  /**
   * Keeps events of versions that the catalog does not know on disk, for `plumbline events replay-quarantine` after the
   * deployment that knows them. Kept is only what can hold nothing personal: neither the browser's ID of the user, nor
   * text of more than one word. @default such events are counted as `unknown_version` and not kept
   */
  readonly quarantine?: QuarantineOptions;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly meter?: Meter;
}
