import type { EgressDeclaration } from './egress.ts';
import type { EventPages, EventRange } from './event-range.ts';
import { ERASE_MS, type Eraser, type ErasureOutcome, type ErasureRequest, runErasure, runFinish } from './erasure.ts';
import { isPlumblineError, PlumblineError, toError } from './errors.ts';
import { holdClient } from './hold-client.ts';
import { holdOptions } from './hold-options.ts';
import { withDeadline } from './lifecycle.ts';
import { type Allowlist, type OutboundBatch, projectBatch } from './outbound.ts';
import { rejected, retryLater, type SendOutcome, unknown } from './outcome.ts';

export interface AdapterOptions {
  /** Events and fields that may leave. There is no default: what is not listed is not sent. */
  readonly allow: Allowlist;
  /**
   * Why an ID leaves to a third party, as `event.field`: the reason. A listed field of class `opaque-id` without one is
   * refused there. It stands in the egress lockfile. @default {}
   */
  readonly reasons?: Readonly<Record<string, string>>;
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
  /**
   * What leaves besides the allowlisted payload. Pure, from the options alone. A source of truth may leave it out; a
   * mirror without it is refused by `createEvents` and by the preset, as no lockfile could hold it to anything.
   */
  egress?(options: Options): EgressDeclaration;
  /** Throws a PlumblineError for options that cannot work, before anything is opened. */
  check?(options: Options): void;
  /** The only place that may import the vendor's client or open a connection. */
  open(options: Options): Promise<Client>;
  send(client: Client, batch: OutboundBatch, signal: AbortSignal): Promise<SendOutcome>;
  /** Makes the destination forget people. Repeating it must be safe. Absent where it cannot, or keeps nobody. */
  erase?(client: Client, request: ErasureRequest, signal: AbortSignal): Promise<ErasureOutcome>;
  /** Removes the bytes of those who were erased before. Absent where `erase` leaves none. */
  finishErasure?(client: Client, signal: AbortSignal): Promise<ErasureOutcome>;
  /** Reads back what is stored, without anybody who was erased. Absent where that cannot be done. */
  read?(client: Client, range: EventRange): EventPages;
  close?(client: Client): Promise<void>;
}

/** A destination of product events. Nothing is imported or opened before {@link Adapter.open}. */
export interface Adapter extends AsyncDisposable {
  readonly kind: string;
  readonly role: 'source' | 'mirror';
  readonly capabilities: Capabilities;
  readonly destinations: readonly string[];
  readonly allow: Allowlist;
  /** Same as {@link AdapterOptions.reasons}. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** What leaves besides the allowlisted payload; undefined where the adapter does not say. */
  readonly egress: EgressDeclaration | undefined;
  /** Opens once; a failed open may be tried again. */
  open(): Promise<void>;
  /**
   * Cuts the batch to the allowlist and sends it. It never rejects and always answers within `sendTimeoutMs`; after
   * {@link Adapter.close} it answers `rejected`.
   */
  send(batch: OutboundBatch): Promise<SendOutcome>;
  /**
   * Makes the destination forget people. It never rejects and answers within a minute, or `sendTimeoutMs` where that is
   * longer. An adapter that cannot says `not_supported`, or `nothing_found` where it declares to keep nobody.
   */
  erase(request: ErasureRequest): Promise<ErasureOutcome>;
  /**
   * Removes the bytes of those who were erased before: the step of a quiet hour, once a week. It never rejects and answers
   * within ten minutes. Absent where {@link Adapter.erase} leaves nothing behind.
   */
  finishErasure?(): Promise<ErasureOutcome>;
  /** Reads events back, for a replay; absent where the destination cannot. */
  read?(range: EventRange): EventPages;
  /**
   * Closes once, whether opened or not. It waits for an open that is under way, at most `sendTimeoutMs`; one that comes
   * later is closed at once and rejects with PLB_LIFECYCLE_CLOSED.
   */
  close(): Promise<void>;
}

const DEFAULT_SEND_MS = 10_000;

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

/**
 * Makes a factory of adapters from what only the vendor package knows. An adapter keeps its options as they stand when it is
 * made: a list that is changed afterwards changes nothing.
 */
export function defineAdapter<Options extends AdapterOptions, Client>(
  spec: AdapterSpec<Options, Client>,
): (options: Options) => Adapter {
  return (given) => {
    const options = holdOptions(given);
    checkAllowlist(spec.kind, spec.role, options.allow);
    spec.check?.(options);
    return createAdapter(spec, options);
  };
}

/** A closed adapter never opens again, so that repeating would last for ever. */
function judgeThrown(thrown: unknown): SendOutcome {
  const error = toError(thrown);
  return isPlumblineError(error) && error.code === 'PLB_LIFECYCLE_CLOSED' ? rejected(error) : retryLater(error);
}

async function* readWith<Client>(
  open: () => Promise<Client>,
  range: EventRange,
  read: AdapterSpec<AdapterOptions, Client>['read'],
): EventPages {
  if (read) yield* read(await open(), range);
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
  const egress = spec.egress?.(options);
  const send = async (batch: OutboundBatch): Promise<SendOutcome> => {
    const listed = projectBatch(batch, allow);
    if (listed === undefined) return { kind: 'delivered' };
    const abort = new AbortController();
    const late = (): SendOutcome => {
      abort.abort();
      return unknown(new Error(`${spec.kind} did not answer within ${sendTimeoutMs} ms`));
    };
    const attempt = async (): Promise<SendOutcome> => {
      try {
        return await spec.send(await held.open(), listed, abort.signal);
      } catch (error) {
        return judgeThrown(error);
      }
    };
    return withDeadline(attempt(), sendTimeoutMs, late);
  };
  const eraser: Eraser<Client> = {
    kind: spec.kind,
    egress,
    open: () => held.open(),
    erase: spec.erase?.bind(spec),
    limitMs: Math.max(ERASE_MS, sendTimeoutMs),
  };
  return {
    kind: spec.kind,
    role: spec.role,
    capabilities: spec.capabilities,
    destinations: spec.destinations(options),
    allow,
    ...(options.reasons && { reasons: options.reasons }),
    egress,
    open: async () => void (await held.open()),
    send,
    erase: (request) => runErasure(eraser, request),
    ...(spec.finishErasure && { finishErasure: () => runFinish(eraser, spec.finishErasure?.bind(spec)) }),
    ...(spec.read && { read: (range) => readWith(() => held.open(), range, spec.read?.bind(spec)) }),
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
  /** Same as {@link Adapter.egress}, whether the environment switches it on or not. */
  readonly egress?: EgressDeclaration;
  /** Same as {@link Adapter.allow}; absent where the adapter's own default applies. */
  readonly allow?: Allowlist;
  /** Same as {@link Adapter.reasons}. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** Every variable it reads, for validation and `plumbline doctor`. */
  readonly variables: readonly string[];
  /** The adapter when its variables are set; undefined when it stays off. Throws a PlumblineError naming a wrong variable. */
  fromEnvironment(environment: Environment): Adapter | undefined;
}

/** Whether an entry of `events.adapters` still waits for the environment. */
export const isDeferredAdapter = (entry: Adapter | DeferredAdapter): entry is DeferredAdapter =>
  'fromEnvironment' in entry;
