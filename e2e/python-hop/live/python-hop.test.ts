import { listRules } from '@plumbline/redact';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkInPython, faultsInNode } from './contract.ts';
import type { LogLine } from './service-process.ts';
import {
  ask,
  askUnparsable,
  askBoth,
  askChain,
  askMany,
  askThreads,
  askTraces,
  type ChainAnswer,
  type Comparison,
  type TraceJudged,
} from './traffic.ts';
import { linesOf, startWorld, type World } from './world.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const HOPS = ['orders', 'pricing', 'stock'] as const;
const MANY = 300;

/** Names that look like secrets and are none. */
const HARMLESS = ['author', 'monkey', 'keyboard', 'primaryKey', 'tokenCount', 'boardingPass', 'session_count'];

const messages = (lines: readonly LogLine[]): unknown[] => lines.map(({ msg }) => msg);
const valuesOf = (lines: readonly LogLine[], name: string): unknown[] => [...new Set(lines.map((line) => line[name]))];

/** The ID under which the first service logged an item. */
const lineIdOf = (itemId: string): unknown =>
  world.services.orders.lines.find((line) => line['item_id'] === itemId)?.['request_id'];

let world: World;
let ends: readonly string[];
let own: ChainAnswer;
let made: ChainAnswer;
let traced: ChainAnswer;
let refused: ChainAnswer;
let broken: ChainAnswer;
let many: readonly ChainAnswer[];
let threads: readonly (readonly [string, string])[];
let compared: readonly Comparison[];
let unparsable: readonly Comparison[];
let traces: readonly TraceJudged[];
let everyLine: readonly LogLine[];
const secret = ['hunter', '2', 'canary'].join('-');
/** Every example of a name that says a value is a secret, in the rules of @plumbline/redact, beside common personal ones. */
const named = listRules()
  .filter((rule) => rule.kind === 'key' && rule.class === 'secret')
  .flatMap(({ examples }) => examples)
  .concat('email', 'phoneNumber', 'iban', 'card_number');

async function leakInPython(): Promise<void> {
  const form = Object.fromEntries([...named, ...HARMLESS].map((name) => [name, named.includes(name) ? secret : name]));
  await ask(`${world.services.pricing.url}/sessions`, {
    method: 'POST',
    headers: { 'x-request-id': 'careless-line-1', authorization: `Bearer ${secret}` },
    body: JSON.stringify({ user: { ...form, deep: [{ dbPassword: secret, 'x-api-key': secret }] } }),
  });
}

async function drive(): Promise<void> {
  own = await askChain(world, 'own', { 'x-request-id': 'a-request-of-mine' });
  made = await askChain(world, 'made');
  const tracestate = 'vendor=abc,other=1';
  traced = await askChain(world, 'traced', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, tracestate });
  refused = await askChain(world, 'refused', { 'x-request-id': 'no <good>' });
  broken = await askChain(world, 'broken', { 'x-request-id': 'a-broken-request' });
  many = await askMany(world, MANY);
  threads = await askThreads(world, 100);
  // Before the others, which show that both servers still answer.
  unparsable = await askUnparsable(world);
  traces = await askTraces(world);
  compared = await askBoth(world);
  await leakInPython();
}

// All traffic first, then the end of all three processes: what is asserted below is complete.
beforeAll(async () => {
  world = await startWorld();
  try {
    await drive();
  } finally {
    ends = await world.stop();
  }
  everyLine = HOPS.flatMap((name) => world.services[name].lines);
});

it('ends all three processes in good order', () => {
  // Node repeats the signal after its shutdown, and so does uvicorn.
  expect(ends).toEqual(['SIGTERM', 'SIGTERM', 'SIGTERM']);
});

describe('one request through Node, Python and Node', () => {
  it.each(['own', 'made', 'traced', 'refused'] as const)(
    'has one ID and one trace in every line and answer: %s',
    (name) => {
      const answer = { own, made, traced, refused }[name];
      const id = answer.requestId ?? '';
      expect(answer.status).toBe(200);
      expect([answer.body.behind?.request_id, answer.body.behind?.body.behind?.request_id]).toEqual([id, id]);
      const lines = HOPS.map((hop) => linesOf(world.services[hop], id));
      expect(lines.map((hop) => messages(hop).filter((text) => text !== 'request id replaced'))).toEqual([
        ['order asked for', 'request'],
        ['price asked for', 'stock known', 'request'],
        ['stock asked for', 'request'],
      ]);
      const traces = valuesOf(lines.flat(), 'trace_id');
      expect(traces).toHaveLength(1);
      expect(id).toBe({ own: 'a-request-of-mine', made: traces[0], traced: TRACE, refused: traces[0] }[name]);
      expect(lines.map((hop) => valuesOf(hop, 'span_id').length)).toEqual([1, 1, 1]);
      expect(valuesOf(lines.flat(), 'span_id')).toHaveLength(3);
      // The first line may come before the router has matched.
      expect(lines.map((hop) => hop.at(-1)?.['route_pattern'])).toEqual([
        '/orders/:id',
        '/prices/:item_id',
        '/stock/:id',
      ]);
    },
  );

  it('keeps the parentage of spans: each hop is the child of the call before it', () => {
    const spans = world.spans().filter(({ traceId }) => traceId === TRACE);
    const spanOf = (hop: (typeof HOPS)[number]): unknown => linesOf(world.services[hop], TRACE)[0]?.['span_id'];
    const server = spans.find(({ spanId }) => spanId === spanOf('orders'));
    const client = spans.find(({ kind }) => kind === 'client');
    const last = spans.find(({ spanId }) => spanId === spanOf('stock'));
    expect(spans).toHaveLength(3);
    expect(server).toMatchObject({ kind: 'server', parentSpanId: '00f067aa0ba902b7' });
    expect(client?.parentSpanId).toBe(server?.spanId);
    // The Python service hears of the client's span, and is itself the parent of the last one.
    const { traceparent, behind } = traced.body.behind?.body ?? {};
    expect(traceparent).toBe(`00-${TRACE}-${client?.spanId}-01`);
    expect(behind?.body.traceparent).toBe(`00-${TRACE}-${String(spanOf('pricing'))}-01`);
    expect(last).toMatchObject({ kind: 'server', parentSpanId: spanOf('pricing') });
    expect(spans.map(({ spanId }) => spanId)).not.toContain(spanOf('pricing'));
  });

  it('passes tracestate on through Python', () => {
    expect(traced.body.behind?.body.behind?.body).toMatchObject({ tracestate: 'vendor=abc,other=1' });
  });

  it('replaces a refused ID once, at the first hop', () => {
    const hops = HOPS.map((hop) => messages(linesOf(world.services[hop], refused.requestId ?? '')));
    expect(hops.map((all) => all.filter((text) => text === 'request id replaced').length)).toEqual([1, 0, 0]);
  });

  it('finds an error in Python under the same ID, with its cause', () => {
    expect(broken).toMatchObject({ status: 502, requestId: 'a-broken-request' });
    expect(broken.body.behind).toEqual({
      request_id: 'a-broken-request',
      body: { error: { code: 'internal', request_id: 'a-broken-request' } },
    });
    const [line, summary, ...more] = linesOf(world.services.pricing, 'a-broken-request');
    expect(line).toMatchObject({ level: 'error', msg: 'unhandled error', route_pattern: '/failures/:item_id' });
    expect(line?.['err']).toMatchObject({
      type: 'RuntimeError',
      message: 'price cannot be calculated',
      stack: expect.stringMatching(/^RuntimeError\n {4}at failure \(.*app\.py:\d+\)/),
      cause: { type: 'ValueError', message: 'no such price list' },
    });
    expect(summary).toMatchObject({ msg: 'request', status: 500, outcome: 'server_error' });
    expect(more).toEqual([]);
  });
});

describe('many requests at a time', () => {
  it('never mix', () => {
    expect(new Set(many.map(({ requestId }) => requestId)).size).toBe(MANY);
    for (const { itemId, sent, requestId, body } of many) {
      expect(requestId).toBe(sent ?? lineIdOf(itemId));
      expect(body.behind?.body.behind?.request_id).toBe(requestId);
      const lines = HOPS.map((hop) => linesOf(world.services[hop], requestId ?? ''));
      expect(lines.map((hop) => hop.length)).toEqual([2, 3, 2]);
      expect(valuesOf(lines.flat(), 'trace_id')).toHaveLength(1);
      expect(
        valuesOf(
          lines.flat().filter((line) => 'item_id' in line),
          'item_id',
        ),
      ).toEqual([itemId]);
    }
  });

  it('never mix in threads of Python', () => {
    for (const [itemId, requestId] of threads) {
      const lines = linesOf(world.services.pricing, requestId);
      expect(messages(lines)).toEqual(['discount asked for', 'discount known', 'request']);
      expect(lines.map((line) => line['item_id'])).toEqual([itemId, itemId, undefined]);
    }
  });
});

describe('x-request-id at the edges', () => {
  const outcome = (service: 'stock' | 'pricing', { answer, traceId }: Comparison['node']): unknown => {
    const lines = world.services[service].lines.filter((line) => line['trace_id'] === traceId);
    const replaced = lines.find(({ msg }) => msg === 'request id replaced');
    const { reason, refused_request_id_hash: hash } = replaced ?? {};
    return { ...answer, reason, hash, ids: valuesOf(lines, 'request_id') };
  };

  it('is judged alike by Node and by Python, in the answer and in every line', () => {
    expect(compared.length).toBeGreaterThan(180);
    const of = (side: 'node' | 'python', service: 'stock' | 'pricing') =>
      compared.map((one) => [one.name, outcome(service, one[side])]);
    expect(of('python', 'pricing')).toEqual(of('node', 'stock'));
  });

  it('is no request at all where a parser refuses it', () => {
    // 0 is a connection closed while the head was still being sent.
    const refusals = new Set(unparsable.flatMap(({ node, python }) => [node.answer.status, python.answer.status]));
    expect([...refusals].filter((status) => ![0, 400, 431].includes(status))).toEqual([]);
    const unseen = new Set<unknown>(unparsable.map(({ node }) => node.traceId));
    expect(everyLine.filter((line) => unseen.has(line['trace_id']))).toEqual([]);
  });

  it('is taken over, or replaced by the trace ID for every reason there is', () => {
    const reasons = new Set<unknown>();
    for (const { name, python } of compared) {
      const { requestId, status, reason, ids } = outcome('pricing', python) as Record<string, unknown>;
      reasons.add(reason);
      expect([name, status, ids]).toEqual([name, 200, [requestId]]);
      const replaced = reason !== undefined || name === 'absent';
      expect([name, requestId === python.traceId]).toEqual([name, replaced]);
    }
    expect(reasons).toEqual(new Set([undefined, 'length', 'charset', 'repeated', 'secret']));
  });
});

it('reads traceparent alike in Node and in Python', () => {
  const keptBy = (service: 'stock' | 'pricing'): unknown =>
    traces.map(({ values, requestId, traceId }) => {
      const lines = linesOf(world.services[service], requestId);
      return [values, valuesOf(lines, 'trace_id').map((one) => one === traceId)];
    });
  expect(keptBy('pricing')).toEqual(keptBy('stock'));
  // The first six are valid, all others begin a new trace.
  expect(keptBy('pricing')).toEqual(traces.map(({ values }, index) => [values, [index < 6]]));
});

describe('the log contract', () => {
  it('holds for every line of all three services, in ajv and in jsonschema', async () => {
    expect(everyLine.length).toBeGreaterThan(7 * MANY);
    expect(faultsInNode(everyLine)).toEqual([]);
    expect(await checkInPython(world.python, everyLine)).toEqual({ checked: everyLine.length, faults: 0 });
  });

  it('is a check that bites, in both', async () => {
    const [line = {}] = everyLine;
    const wrong = [
      { ...line, level: 'warning' },
      { ...line, time: '2026-01-02 03:04:05' },
      { ...line, trace_id: 'ABC' },
      { ...line, msg: 'request', status: '200' },
    ];
    expect(wrong.map((one) => faultsInNode([one]).length > 0)).toEqual([true, true, true, true]);
    expect((await checkInPython(world.python, wrong)).faults).toBeGreaterThanOrEqual(4);
  });

  it('keeps reserved names for the logger, in Python too', () => {
    const line = linesOf(world.services.pricing, 'careless-line-1').find(({ msg }) => msg === 'session opened');
    expect(line?.['fields']).toEqual({ request_id: 'mine' });
  });
});

function carelessLine(): { readonly line: LogLine; readonly user: Readonly<Record<string, unknown>> } {
  const line = linesOf(world.services.pricing, 'careless-line-1').find(({ msg }) => msg === 'session opened') ?? {};
  const { user } = (line['form'] ?? {}) as { readonly user?: Readonly<Record<string, unknown>> };
  return { line, user: user ?? {} };
}

describe('secrets in a line of Python', () => {
  // A name that fails here belongs into `service/clean.py`.
  it('are hidden under every secret name that the rules of @plumbline/redact give as an example', () => {
    const { line, user } = carelessLine();
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => user[name] === secret)).toEqual([]);
    expect(line['authorization']).toBe('[redacted:secret]');
    expect(JSON.stringify(everyLine)).not.toContain(secret);
  });

  it('leave harmless names alone', () => {
    const { user } = carelessLine();
    expect(HARMLESS.map((name) => user[name])).toEqual(HARMLESS);
  });
});
