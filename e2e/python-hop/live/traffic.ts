import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
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

const JWT_HEAD = Buffer.from('{"alg":"HS256"}').toString('base64url');

/** Values of `x-request-id` that a caller may send; a list stands for repeated headers. Credentials are put together here. */
const HOSTILE: Readonly<Record<string, readonly string[]>> = {
  'a UUID': [randomUUID()],
  'the shortest': ['12345678'],
  'the longest': ['a'.repeat(128)],
  'one too short': ['1234567'],
  'one too long': ['a'.repeat(129)],
  oversized: ['a'.repeat(6_000)],
  empty: [''],
  'white space around it': ['  around-it-1 \t'],
  'a space': ['with a space'],
  'a tab': ['with\ta-tab'],
  markup: ['<script>alert(1)</script>'],
  'a formula': ['=cmd|calc-000'],
  'an e-mail address': ['jane@example.com'],
  'a path': ['../../etc/passwd'],
  'an encoded line break': ['abc%0d%0aset-cookie:x=1'],
  'letters beyond ASCII': ['uml\u00e4ut-identifier'],
  'bytes beyond ASCII': ['\u00ff\u00fe\u0080-identifier'],
  'a full stop at the start': ['.hidden-file'],
  base64: ['aGVsbG8gd29ybGQ+/w=='],
  repeated: ['first-request-id', 'second-request-id'],
  'repeated, the same': ['first-request-id', 'first-request-id'],
  folded: ['first-request-id, second-request-id'],
  'a comma at the end': ['first-request-id,'],
  'a JWT': [`${JWT_HEAD}.${JWT_HEAD}.${'x'.repeat(43)}`],
  'a payment key': [['sk', 'live', '0'.repeat(24)].join('_')],
  'a code host token': [['ghp', 'a1'.repeat(18)].join('_')],
  'a cloud key': [['AK', 'IA', 'Q7'.repeat(8)].join('')],
  'a longer word that begins like one': [['AK', 'IA', 'Q7'.repeat(9)].join('')],
  'a card number': [`4${'1'.repeat(15)}`],
  'digits that are no card number': [`4${'1'.repeat(14)}2`],
  'non-ASCII digits': ['\u00b2\u00b3\u00b9'.repeat(5)],
};

/** Values that nobody chose: bytes that may stand in a header, mostly near the rules' edges. */
function randomValues(count: number): readonly string[] {
  const near = fc.constantFrom(...'aZ09._~+/=:-@ ,;"%<\u00e9'.split(''));
  const any = fc.integer({ min: 0x21, max: 0xff }).map((code) => (code === 0x7f ? 'x' : String.fromCharCode(code)));
  const text = fc.array(fc.oneof({ arbitrary: near, weight: 4 }, any), { minLength: 1, maxLength: 140 });
  return fc.sample(text, { numRuns: count, seed: 20261121 }).map((letters) => letters.join('').trim());
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

/** Sends the same header to a Node and to the Python service, under a trace of its own by which its lines are found. */
export async function askBoth({ services }: World): Promise<readonly Comparison[]> {
  const random = Object.fromEntries(randomValues(150).map((value, index) => [`random ${index}`, [value]] as const));
  const compared: Comparison[] = [];
  for (const [name, values] of Object.entries({ absent: [], ...HOSTILE, ...random })) {
    const traceId = randomUUID().replaceAll('-', '');
    const node = await judge(services.stock, '/stock/1', values, traceId);
    const python = await judge(services.pricing, '/discounts/1', values, traceId);
    compared.push({ name, node, python });
  }
  return compared;
}
