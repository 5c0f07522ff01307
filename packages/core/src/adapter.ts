import { PlumblineError, toError } from './errors.ts';
import { holdClient } from './hold-client.ts';
import { withDeadline } from './lifecycle.ts';
import { type SendOutcome, unknown } from './outcome.ts';

/** A value that a product event may carry: never an object, never free text without a justification in the catalog. */
export type FieldValue = string | number | boolean | readonly string[];

/** One product event as a destination sees it: the eleven columns of the contract, cut to the destination's allowlist. */
export interface OutboundEvent {
  /** UUIDv7, made once when the event happened and never again. */
  readonly eventId: string;
  readonly name: string;
  /** Version of the whole catalog. */
  readonly schemaVersion: string;
  /** Milliseconds since the epoch, stamped once by the producer. */
  readonly occurredAt: number;
  /** Milliseconds since the epoch, stamped when the service accepted it. */
  readonly ingestedAt: number;
  /** Where it was captured: `web`, `api`, `worker` or `cli`. */
  readonly source: string;
  readonly sessionId: string;
  /** Keyed hash of the account, or a random browser ID; empty when unknown. */
  readonly anonymousUserId: string;
  /** Keyed hash of the organisation, set on the server only; empty when unknown. */
  readonly orgIdHash: string;
  /** A pattern such as `/orgs/:id`, never a path. */
  readonly routePattern: string;
  /** Declared fields, `feature` and `surface` among them. */
  readonly payload: Readonly<Record<string, FieldValue>>;
}

/** A sealed batch: its ID and members never change, so a retry sends the same bytes and a destination can drop repeats. */
export interface OutboundBatch {
  readonly id: string;
  readonly events: readonly OutboundEvent[];
}

/** Which events leave, and which of their payload fields. `'catalog'` stands for all declared and is for the source of truth alone. */
export type Allowlist = 'catalog' | Readonly<Record<string, readonly string[]>>;

export interface AdapterOptions {
  /** Events and fields that may leave. There is no default: what is not listed is not sent. */
  readonly allow: Allowlist;
  /** Milliseconds one send may take before it counts as unanswered, and that a close waits for an open. @default 10000 */
  readonly sendTimeoutMs?: number;
}

export interface Capabilities {
  /** Most events in one send. */
  readonly maxBatch: number;
  /** Whether sending the same batch twice stores it once. Only then is an unanswered send repeated. */
  readonly idempotent: boolean;
}

/** What a vendor package writes; {@link defineAdapter} owns life, deadline and allowlist. */
export interface AdapterSpec<Options extends AdapterOptions, Client> {
  readonly kind: string;
  /** `source` is the source of truth and is served first; a `mirror` never delays it. */
  readonly role: 'source' | 'mirror';
  readonly capabilities: Capabilities;
  /** Where data goes, for the egress lockfile: origins without credentials, path or query. */
  destinations(options: Options): readonly string[];
  /** Throws a PlumblineError for options that cannot work, before anything is opened. */
  check?(options: Options): void;
  /** The only place that may import the vendor's client or open a connection. */
  open(options: Options): Promise<Client>;
  send(client: Client, batch: OutboundBatch, signal: AbortSignal): Promise<SendOutcome>;
  close?(client: Client): Promise<void>;
}

/** A destination of product events. Nothing is imported or opened before {@link Adapter.open}. */
export interface Adapter extends AsyncDisposable {
  readonly kind: string;
  readonly role: 'source' | 'mirror';
  readonly capabilities: Capabilities;
  readonly destinations: readonly string[];
  readonly allow: Allowlist;
  /** Opens once; a failed open may be tried again. */
  open(): Promise<void>;
  /** Cuts the batch to the allowlist and sends it. It never rejects and always answers within `sendTimeoutMs`. */
  send(batch: OutboundBatch): Promise<SendOutcome>;
  /**
   * Closes once, whether opened or not. It waits for an open that is under way, at most `sendTimeoutMs`; one that comes
   * later is closed at once and rejects with PLB_LIFECYCLE_CLOSED.
   */
  close(): Promise<void>;
}

const DEFAULT_SEND_MS = 10_000;

/** Cuts one event to an allowlist; undefined when the event itself is not listed. */
export function projectEvent(event: OutboundEvent, allow: Allowlist): OutboundEvent | undefined {
  if (allow === 'catalog') return event;
  if (!Object.hasOwn(allow, event.name)) return undefined;
  const payload: Record<string, FieldValue> = {};
  for (const field of allow[event.name] ?? []) {
    const value = Object.hasOwn(event.payload, field) ? event.payload[field] : undefined;
    if (value !== undefined) payload[field] = value;
  }
  return { ...event, payload };
}

function checkAllowlist(kind: string, role: 'source' | 'mirror', allow: unknown): void {
  if (allow === 'catalog' && role === 'source') return;
  const listed =
    typeof allow === 'object' && allow !== null && Object.values(allow).every((fields) => Array.isArray(fields));
  if (listed) return;
  const what =
    allow === 'catalog'
      ? "`allow: 'catalog'` is for the source of truth alone"
      : '`allow` must list events and their fields';
  throw new PlumblineError('PLB_ADAPTER_ALLOWLIST', `${kind}: ${what}`, {
    fix: `Write \`allow: { event_name: ['field'] }\` in the options of ${kind}.`,
  });
}

/** Makes a factory of adapters from what only the vendor package knows. */
export function defineAdapter<Options extends AdapterOptions, Client>(
  spec: AdapterSpec<Options, Client>,
): (options: Options) => Adapter {
  return (options) => {
    checkAllowlist(spec.kind, spec.role, options.allow);
    spec.check?.(options);
    return createAdapter(spec, options);
  };
}

function createAdapter<Options extends AdapterOptions, Client>(
  spec: AdapterSpec<Options, Client>,
  options: Options,
): Adapter {
  const { allow, sendTimeoutMs = DEFAULT_SEND_MS } = options;
  const held = holdClient<Client>({
    kind: spec.kind,
    open: () => spec.open(options),
    close: async (client) => spec.close?.(client),
    limitMs: sendTimeoutMs,
  });
  const send = async (batch: OutboundBatch): Promise<SendOutcome> => {
    const events = batch.events.flatMap((event) => projectEvent(event, allow) ?? []);
    if (events.length === 0) return { kind: 'delivered' };
    const abort = new AbortController();
    const late = (): SendOutcome => {
      abort.abort();
      return unknown(new Error(`${spec.kind} did not answer within ${sendTimeoutMs} ms`));
    };
    const attempt = async (): Promise<SendOutcome> => {
      try {
        return await spec.send(await held.open(), { id: batch.id, events }, abort.signal);
      } catch (error) {
        return { kind: 'retry', error: toError(error) };
      }
    };
    return withDeadline(attempt(), sendTimeoutMs, late);
  };
  return {
    kind: spec.kind,
    role: spec.role,
    capabilities: spec.capabilities,
    destinations: spec.destinations(options),
    allow,
    open: async () => void (await held.open()),
    send,
    close: () => held.close(),
    [Symbol.asyncDispose]: () => held.close(),
  };
}

/** Variables of the environment, as handed in by the preset: no library reads process.env itself. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * An adapter that the environment may switch on: what `clickhouse.fromEnv()` and its like return. It stays absent,
 * unimported and silent as long as none of its variables is set.
 */
export interface DeferredAdapter {
  readonly kind: string;
  readonly role: 'source' | 'mirror';
  /** Every variable it reads, for validation and `plumbline doctor`. */
  readonly variables: readonly string[];
  /** The adapter when its variables are set; undefined when it stays off. Throws a PlumblineError naming a wrong variable. */
  fromEnvironment(environment: Environment): Adapter | undefined;
}

/** Whether an entry of `events.adapters` still waits for the environment. */
export const isDeferredAdapter = (entry: Adapter | DeferredAdapter): entry is DeferredAdapter =>
  'fromEnvironment' in entry;
