import {
  type Adapter,
  type Allowlist,
  defineAdapter,
  delivered,
  type EgressDeclaration,
  type Log,
  type LogFields,
  type Meter,
  noopLog,
  noopMeter,
  type OutboundBatch,
  type SendOutcome,
} from '@plumbline/core';
import { createPseudonymizer, createRequestContext, type RequestContext } from '@plumbline/core/context';
import { category, count, defineCatalog, defineEvent, flag, freeText } from '@plumbline/schema';

export const shared = {
  description: 'Something happened.',
  owner: '@team',
  purpose: 'To know.',
  consent: 'essential',
  expires: '2027-12-31',
  review: 'docs/privacy.md',
} as const;

export const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  dimensions: { role: ['admin', 'viewer'], team: ['red', 'blue'] },
  events: {
    item_created: defineEvent({
      ...shared,
      feature: 'items',
      surfaces: ['api'],
      sources: ['api', 'web'],
      fields: { number: count().optional() },
    }),
    item_rated: defineEvent({
      ...shared,
      consent: 'analytics',
      feature: 'items',
      surfaces: ['page', 'drawer'],
      fields: {
        kind: category(['good', 'bad']),
        isDraft: flag().optional(),
        note: freeText({ justification: 'Users explain why in their own words.', maxLength: 50 }).optional(),
      },
    }),
    page_viewed: defineEvent({
      ...shared,
      feature: ['items', 'boards'],
      surfaces: ['page'],
      sources: ['web'],
      fields: {},
    }),
  },
});

/** A destination in memory that answers as the test says and keeps what it confirmed. */
export interface Shelf {
  readonly adapter: Adapter;
  /** IDs of events it confirmed, each as often as it did. */
  readonly stored: string[];
  readonly batches: OutboundBatch[];
  readonly opened: () => number;
  readonly closed: () => number;
}

export interface ShelfOptions {
  readonly kind?: string;
  readonly role?: 'source' | 'mirror';
  readonly idempotent?: boolean;
  readonly maxBatch?: number;
  readonly allow?: Allowlist;
  readonly open?: () => Promise<void>;
  readonly answer?: (batch: OutboundBatch, attempt: number) => SendOutcome | Promise<SendOutcome>;
}

function storedOf(batch: OutboundBatch, outcome: SendOutcome): string[] {
  const ids = batch.events.map(({ eventId }) => eventId);
  if (outcome.kind === 'delivered') return ids;
  if (outcome.kind !== 'partial') return [];
  return ids.filter((id) => !outcome.retry.includes(id) && !outcome.rejected.includes(id));
}

/** Whole events, in the memory of the test. */
export const inMemory: EgressDeclaration = {
  party: 'first-party',
  endpoints: [],
  headers: [],
  sdkAdds: [],
  envelope: (
    [
      'eventId',
      'name',
      'schemaVersion',
      'occurredAt',
      'ingestedAt',
      'source',
      'sessionId',
      'anonymousUserId',
      'orgIdHash',
      'routePattern',
    ] as const
  ).map((slot) => ({ slot, as: slot, transform: 'identity' })),
  payloadAs: 'payload.{field}',
  retention: 'none',
  erasure: 'none-kept',
};

export function shelf(options: ShelfOptions = {}): Shelf {
  const { kind = 'truth', role = 'source', idempotent = true, maxBatch = 1_000, answer = delivered, open } = options;
  const stored: string[] = [];
  const batches: OutboundBatch[] = [];
  let opened = 0;
  let closed = 0;
  const define = defineAdapter<{ allow: Allowlist; sendTimeoutMs: number }, object>({
    kind,
    role,
    capabilities: { maxBatch, idempotent },
    destinations: () => [],
    // The source of truth need not say what it sends; a mirror must.
    ...(role === 'mirror' && { egress: () => inMemory }),
    async open() {
      opened += 1;
      await open?.();
      return {};
    },
    async send(_, batch) {
      batches.push(batch);
      const outcome = await answer(batch, batches.length);
      stored.push(...storedOf(batch, outcome));
      return outcome;
    },
    async close() {
      closed += 1;
    },
  });
  const adapter = define({ allow: options.allow ?? 'catalog', sendTimeoutMs: 3_600_000 });
  return { adapter, stored, batches, opened: () => opened, closed: () => closed };
}

/** A meter that adds up counters: `name{label=value}`. */
export function countingMeter(): { readonly meter: Meter; readonly series: Map<string, number> } {
  const series = new Map<string, number>();
  const meter: Meter = {
    ...noopMeter,
    createCounter: (name) => ({
      add(value, labels = {}) {
        const key = `${name}{${Object.entries(labels)
          .map(([label, text]) => `${label}=${text}`)
          .join(',')}}`;
        series.set(key, (series.get(key) ?? 0) + value);
      },
    }),
  };
  return { meter, series };
}

/** A meter whose gauges are asked by name: value by destination. */
export function observingMeter(): {
  readonly meter: Meter;
  readonly collect: (name: string) => Readonly<Record<string, number>>;
} {
  type Callback = Parameters<ReturnType<Meter['createObservableGauge']>['addCallback']>[0];
  const callbacks = new Map<string, Callback>();
  const meter: Meter = {
    ...noopMeter,
    createObservableGauge: (name) => ({
      addCallback: (callback) => void callbacks.set(name, callback),
      removeCallback: () => void callbacks.delete(name),
    }),
  };
  const collect = (name: string): Record<string, number> => {
    const values: Record<string, number> = {};
    void callbacks.get(name)?.({
      observe: (value, labels = {}) => void (values[String(labels['destination'])] = value),
    });
    return values;
  };
  return { meter, collect };
}

/** A log that keeps its lines. */
export function keptLog(): { readonly log: Log; readonly lines: { fields: LogFields; message: string }[] } {
  const lines: { fields: LogFields; message: string }[] = [];
  const write = (fields: LogFields | string, message = ''): void => {
    lines.push(typeof fields === 'string' ? { fields: {}, message: fields } : { fields, message });
  };
  return { log: { ...noopLog, debug: write, info: write, warn: write, error: write }, lines };
}

export const pseudonymizer = createPseudonymizer('k'.repeat(32));

export const requestContext = (change: Partial<RequestContext> = {}): RequestContext =>
  createRequestContext({
    kind: 'request',
    requestId: 'req-1',
    traceId: '0'.repeat(32),
    spanId: '0'.repeat(16),
    routePattern: '/items/:id',
    sessionId: 'ses_abcdefgh',
    actor: {
      id: 'u1',
      orgId: 'o1',
      role: 'admin',
      type: 'user',
      hash: pseudonymizer.user('u1', 'o1'),
      orgHash: pseudonymizer.org('o1'),
      dimensions: { team: 'green', shoe: '44' },
    },
    ...change,
  });

/** Lets everything run that is already settled. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
