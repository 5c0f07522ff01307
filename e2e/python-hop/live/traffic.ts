import { randomUUID } from 'node:crypto';
import { HOSTILE, randomValues, TRACEPARENTS, UNPARSABLE } from './headers.ts';
import { type RawAnswer, sendRaw } from './raw-request.ts';
import type { ServiceProcess } from './service-process.ts';
import type { World } from './world.ts';

/** What came back through the whole chain. */
export interface ChainAnswer {
  readonly itemId: string;
  readonly sent: string | undefined;
  readonly status: number;
  readonly requestId: string | null;
  /** The answer of the Python service, as the first Node service saw it. */
  readonly body: {
    readonly behind?: {
      readonly request_id: string;
      readonly body: {
        readonly traceparent?: string;
        readonly behind?: { readonly request_id: string; readonly body: { readonly traceparent?: string } };
      };
    };
  };
}

/** Far beyond any answer: a request that gets none fails the run instead of holding it up. */
const ANSWER_WITHIN_MS = 30_000;

/** Like `fetch`, with a deadline. */
export const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });

/** Asks the first service for an item, which asks the others. */
export async function askChain(
  { services }: World,
  itemId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ChainAnswer> {
  const answer = await ask(`${services.orders.url}/orders/${itemId}`, { headers });
  const body = (await answer.json()) as ChainAnswer['body'];
  const requestId = answer.headers.get('x-request-id');
  return { itemId, sent: headers['x-request-id'], status: answer.status, requestId, body };
}

const CONCURRENT = 40;

/** Many requests at a time, every second one with an ID of its own. */
export async function askMany(world: World, count: number): Promise<readonly ChainAnswer[]> {
  const waiting = Array.from({ length: count }, (_, index) => `item-${index}`);
  const answers: ChainAnswer[] = [];
  const worker = async (): Promise<void> => {
    for (let itemId = waiting.pop(); itemId !== undefined; itemId = waiting.pop()) {
      const own = Number(itemId.slice(5)) % 2 === 0;
      answers.push(await askChain(world, itemId, own ? { 'x-request-id': `req-${randomUUID()}` } : {}));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
  return answers;
}

/** Requests to plain functions of the Python service, each of which runs in a thread. */
export async function askThreads({ services }: World, count: number): Promise<readonly (readonly [string, string])[]> {
  const pairs = Array.from({ length: count }, (_, index) => [`thread-${index}`, `req-${randomUUID()}`] as const);
  await Promise.all(
    pairs.map(async ([itemId, id]) => {
      const answer = await ask(`${services.pricing.url}/discounts/${itemId}`, { headers: { 'x-request-id': id } });
      await answer.arrayBuffer();
    }),
  );
  return pairs;
}

/** What a service made of one header. */
export interface Judged {
  readonly answer: RawAnswer;
  readonly traceId: string;
}

async function judge(
  service: ServiceProcess,
  path: string,
  values: readonly string[],
  traceId: string,
): Promise<Judged> {
  const headers = [
    ...values.map((value) => `x-request-id: ${value}`),
    `traceparent: 00-${traceId}-00f067aa0ba902b7-00`,
  ];
  return { answer: await sendRaw(service.port, path, headers), traceId };
}

export interface Comparison {
  readonly name: string;
  readonly node: Judged;
  readonly python: Judged;
}

/** What a service made of one `traceparent`: found by the request ID that came with it. */
export interface TraceJudged {
  readonly values: readonly string[];
  readonly requestId: string;
  readonly traceId: string;
}

/** Sends the same `traceparent` to a Node and to the Python service. */
export async function askTraces({ services }: World): Promise<readonly TraceJudged[]> {
  const judged: TraceJudged[] = [];
  for (const values of TRACEPARENTS) {
    const [traceId, requestId] = [randomUUID().replaceAll('-', ''), `trace-${randomUUID()}`];
    const written = values.map((value) => value.replaceAll('T', traceId).replaceAll('P', '00f067aa0ba902b7'));
    const headers = [`x-request-id: ${requestId}`, ...written.map((value) => `traceparent: ${value}`)];
    await sendRaw(services.stock.port, '/stock/1', headers);
    await sendRaw(services.pricing.port, '/discounts/1', headers);
    judged.push({ values, requestId, traceId });
  }
  return judged;
}

async function compare({ services }: World, all: Readonly<Record<string, readonly string[]>>): Promise<Comparison[]> {
  const compared: Comparison[] = [];
  for (const [name, values] of Object.entries(all)) {
    const traceId = randomUUID().replaceAll('-', '');
    const node = await judge(services.stock, '/stock/1', values, traceId);
    const python = await judge(services.pricing, '/discounts/1', values, traceId);
    compared.push({ name, node, python });
  }
  return compared;
}

/** Sends heads that both servers refuse. */
export const askUnparsable = (world: World): Promise<readonly Comparison[]> => compare(world, UNPARSABLE);

/** Sends the same header to a Node and to the Python service, under a trace of its own by which its lines are found. */
export function askBoth(world: World): Promise<readonly Comparison[]> {
  const random = Object.fromEntries(randomValues(150).map((value, index) => [`random ${index}`, [value]] as const));
  return compare(world, { absent: [], ...HOSTILE, ...random });
}
