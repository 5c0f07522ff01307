import type { Actor, ActorInput } from './context/identify.ts';

/** What ingest reads of a request. */
export interface IngestConfigRequest {
  readonly method: string;
  readonly headers: { get(name: string): string | null };
}

/** The route that browsers post their events to. Who sends is the actor of the running request (`identify`). */
export interface IngestConfig {
  /**
   * Whether the server's own record says that this sender agreed to `analytics` events; only `true` means yes, and a throw
   * means no. @default the browser's own answer counts, which asks before it sends anything
   */
  readonly consent?: (
    request: IngestConfigRequest,
    actor: Actor | ActorInput | undefined,
  ) => boolean | Promise<boolean>;
  /**
   * When the session began in which this sender is known: a `Date`, or milliseconds since the epoch, always the same while the
   * person stays signed in. What occurred before it keeps the browser's random ID, and a repeat of it is the same event to the
   * store. Undefined leaves the whole batch the sender's.
   *
   * @default everything is the sender's, and a repeat after signing in may be stored under both identities
   */
  readonly signedInAt?: (
    request: IngestConfigRequest,
    actor: Actor | ActorInput | undefined,
  ) => Date | number | undefined | Promise<Date | number | undefined>;
  /** The route patterns of the application; what is not among them is stored as `unmatched`. @default every pattern is taken */
  readonly routes?: readonly string[];
  /** Further origins, such as `https://app.example.com` behind a proxy that renames the host. @default [] */
  readonly allowedOrigins?: readonly string[];
  /** Events in a minute: of one session, and of all senders together, known and unknown apart. @default 600 and 600000 */
  readonly rate?: { readonly perSessionPerMinute?: number; readonly totalPerMinute?: number };
}
