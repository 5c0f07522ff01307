import { once } from 'node:events';
import { type IncomingMessage, request as startRequest } from 'node:http';
import type { AdapterSubject, EgressSubject, ErasureSubject, WireRequest } from '@plumbline/testkit';
import { type OtlpReceiver, startOtlpReceiver } from '@plumbline/testkit/otlp';
import { type HttpRecorder, recordHttp } from '@plumbline/testkit/servers';
import { otlp, type OtlpCatalog, type OtlpMode, type OtlpOptions } from '../src/index.ts';

const category = { class: 'category' };

/** What a catalog of `@plumbline/schema` says of these events. */
export const catalog: OtlpCatalog = {
  dimensions: { plan: ['free', 'team'] },
  events: {
    page_viewed: { fields: { tags: category, urgent: { class: 'flag' } } },
    item_created: {
      fields: {
        kind: category,
        round: { class: 'count' },
        took: { class: 'duration' },
        note: { class: 'free-text' },
        item: { class: 'opaque-id' },
      },
    },
  },
};

/** A header with a secret in it, as ingestion keys are sent. */
export const headers = { 'signoz-ingestion-key': ['key', 'of', 'a', 'tenant'].join('-') };

type Any = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Any => typeof value === 'object' && value !== null;

/** The value of an `AnyValue`. */
const held = (value: unknown): unknown => {
  const [inner] = Object.values(value as Any);
  return isRecord(inner) ? (inner['values'] as readonly unknown[]).map((entry) => held(entry)) : inner;
};

const isPair = (value: unknown): value is { readonly key: string; readonly value: unknown } =>
  isRecord(value) && 'key' in value && 'value' in value;

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const entries = value as readonly unknown[];
    const pairs = entries.filter((entry) => isPair(entry));
    if (pairs.length === 0 || pairs.length < entries.length) return entries.map((entry) => plain(entry));
    return Object.fromEntries(pairs.map((pair) => [pair.key, held(pair.value)]));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
};

/** Attributes are lists of names and values in OTLP: here the names are keys, as the suite wants them. */
const decoded = (request: WireRequest): WireRequest => ({
  ...request,
  body: JSON.stringify(plain(JSON.parse(request.body))),
});

const idIn = ({ 'plumbline.event.id': id }: Any): string => (typeof id === 'string' ? id : '');

export interface Subject extends AdapterSubject, EgressSubject, ErasureSubject {
  readonly front: HttpRecorder;
  readonly receiver: OtlpReceiver;
}

/**
 * Makes the way from the recorder to the receiver, which is the test's own: it is kept, and so it is not seen among the
 * connections of the adapter.
 */
async function connectTo(url: string): Promise<void> {
  const { hostname: host, port } = new URL(url);
  const headers = { 'content-type': 'application/json', 'content-length': 2 };
  const request = startRequest({ host, port, method: 'POST', path: '/v1/logs', headers });
  request.end('{}');
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
}

/** The strict receiver behind a recorder that has every fault. Stopping fails on any departure from the specification. */
export async function startSubject(mode: OtlpMode, options: Partial<OtlpOptions> = {}): Promise<Subject> {
  const receiver = await startOtlpReceiver();
  const front = await recordHttp({ forwardTo: receiver.url });
  await connectTo(receiver.url);
  return {
    front,
    receiver,
    create: (given) => otlp({ ...given, endpoint: front.url, mode, service: 'shop', catalog, headers, ...options }),
    received: () => front.received.map(({ path, headers: sent, body }) => path + JSON.stringify(sent) + body),
    requests: () => front.received.map((request) => decoded(request)),
    storedIds: () => receiver.logs().map(({ attributes }) => idIn(attributes)),
    // Nobody's ID arrives: what is there is of nobody, before and after.
    countOf: () => 2,
    async fail(how) {
      receiver.answer(how === 'partial' ? 'partial' : 'ok');
      await front.fail(how);
    },
    async stop() {
      await front.close();
      await receiver.close();
      if (receiver.faults.length > 0) throw new Error(JSON.stringify(receiver.faults));
    },
  };
}
