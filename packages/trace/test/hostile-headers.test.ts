import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import { type Log, type Meter, noopLog, noopMeter } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindHttp, type HttpBinding } from '../src/index.ts';
import { type Lines, http1Lines, http2Lines } from './hostile-headers.ts';
import { closing } from './hop-servers.ts';
import { exchangeRaw, listen } from './support.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
const RUNS = 400 * SCALE;
const TIMEOUT_MS = 1_800_000;

/** Counts only: a soak run would fill a list. */
const counted = { refused: 0, logged: 0, traceContext: { traceparent: 0, tracestate: 0 } };
const meter: Meter = {
  ...noopMeter,
  createCounter: (name) => ({
    add(value, labels) {
      if (name === 'plumbline.requests.refused_ids') counted.refused += value;
      if (name !== 'plumbline.requests.refused_trace_context') return;
      counted.traceContext[labels?.['header'] as 'traceparent' | 'tracestate'] += value;
    },
  }),
};
const log: Log = {
  ...noopLog,
  info() {
    counted.logged += 1;
  },
};
let binding: HttpBinding;
beforeAll(() => {
  binding = bindHttp({ propagateTo: [], meter, log });
});
afterAll(() => binding.unbind());

/** What has been counted so far; `since` is what came after. */
interface Counts {
  readonly refused: number;
  readonly traceparent: number;
  readonly tracestate: number;
}
const countsNow = (): Counts => ({ refused: counted.refused, ...counted.traceContext });
const since = (before: Counts): Counts => {
  const now = countsNow();
  return {
    refused: now.refused - before.refused,
    traceparent: now.traceparent - before.traceparent,
    tracestate: now.tracestate - before.tracestate,
  };
};
const valuesOf = (lines: Lines, wanted: string): readonly string[] =>
  lines.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);

/** Written apart from the code under test: what may be taken over, looked at as the wire has it. */
const GOOD_ID = /^[\t ]*([A-Za-z0-9][A-Za-z0-9._~+/=:-]{7,127})[\t ]*$/;
const GOOD_PARENT =
  /^[\t ]*(?:00-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}|(?!00|ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[^,]*)?)[\t ]*$/;

const GOOD_MEMBER = /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** One for each of the two headers that came and was not taken over. */
function expectedContext(lines: Lines): Pick<Counts, 'traceparent' | 'tracestate'> {
  const [parents, states] = [valuesOf(lines, 'traceparent'), valuesOf(lines, 'tracestate')];
  const continued = GOOD_PARENT.test(only(parents));
  const members = states
    .flatMap((value) => value.split(','))
    .map((member) => member.replace(/^[\t ]+|[\t ]+$/g, ''))
    .filter((member) => member !== '');
  const isGood = continued && members.length <= 32 && members.every((member) => GOOD_MEMBER.test(member));
  return {
    traceparent: parents.length > 0 && !continued ? 1 : 0,
    tracestate: states.length > 0 && !isGood ? 1 : 0,
  };
}

interface Seen {
  readonly echoed: readonly string[];
  readonly requestId: string;
  readonly traceId: string;
}

const judgeCounts = (counts: Counts, expected: Counts): object | true =>
  isDeepStrictEqual(counts, expected) ? true : { counts, expected };
const NOTHING: Counts = { refused: 0, traceparent: 0, tracestate: 0 };

const only = (values: readonly string[]): string => (values.length === 1 ? String(values[0]) : '');

/** What holds for every answer. Nothing that was sent comes back but one good ID, and whatever was not taken is counted. */
function verdict(lines: Lines, { echoed, requestId, traceId }: Seen, counts: Counts): object {
  const ids = valuesOf(lines, 'x-request-id');
  const good = GOOD_ID.exec(only(ids))?.[1];
  const [, trace = '', laterTrace = ''] = GOOD_PARENT.exec(only(valuesOf(lines, 'traceparent'))) ?? [];
  const sent = lines.map(([, value]) => value).join(' ');
  const own = /^[0-9a-f]{32}$/.test(requestId) && requestId === traceId;
  return {
    once: echoed.length === 1 && echoed[0] === requestId,
    id: requestId === good || own ? 'known' : requestId,
    trace: traceId === trace || traceId === laterTrace || !sent.includes(traceId) ? 'known' : traceId,
    counted: judgeCounts(counts, { refused: ids.length > 0 && requestId !== good ? 1 : 0, ...expectedContext(lines) }),
  };
}
const RIGHT = { once: true, id: 'known', trace: 'known', counted: true };

function judgeAnswer(lines: Lines, answer: string, counts: Counts): object {
  const echoed = [...answer.matchAll(/^x-request-id: (.*)\r$/gim)].map(([, value]) => String(value));
  const seen = { echoed, ...(JSON.parse(answer.slice(answer.indexOf('{'))) as Omit<Seen, 'echoed'>) };
  // How a folded line is joined is the parser's business; that one harmless ID is echoed is ours.
  const folded = lines.some(([, value]) => /[\r\n]/.test(value));
  const harmless = /^[A-Za-z0-9][A-Za-z0-9._~+/=:-]{7,127}$/.test(seen.requestId);
  return {
    ...verdict(lines, seen, counts),
    ...(folded && { id: harmless ? 'known' : seen.requestId, trace: 'known', counted: true }),
  };
}

/** Node's parser refuses a request: nobody sees it, and nothing of it comes back. A reset may overtake the answer. */
const judgeRefusal = (answer: string, counts: Counts): object =>
  answer === '' || /^HTTP\/1\.1 4(?:00|31) [A-Za-z ]+\r\nConnection: close\r\n\r\n$/.test(answer)
    ? { ...RIGHT, counted: judgeCounts(counts, NOTHING) }
    : { answer };

const body = (): string => {
  const { requestId = '', traceId = '' } = currentContext() ?? {};
  return JSON.stringify({ requestId, traceId });
};

describe('hostile headers', () => {
  it(`over HTTP/1.1: ${RUNS} requests`, { timeout: TIMEOUT_MS }, async () => {
    const server = http.createServer((_, response) => void response.end(body()));
    const port = await listen(server);
    const statuses = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(http1Lines, async (lines) => {
        const before = countsNow();
        const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
        const answer = await exchangeRaw(
          port,
          Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n`, 'latin1'),
        );
        const status = answer.slice(9, 12);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // Nothing but what is visible, whatever came.
        expect(answer).toMatch(/^[\x20-\x7e\r\n]*$/);
        expect(
          status === '200' ? judgeAnswer(lines, answer, since(before)) : judgeRefusal(answer, since(before)),
        ).toEqual(RIGHT);
      }),
      { numRuns: RUNS },
    );
    await closing(server)();
    expect([...statuses.keys()]).toEqual(expect.arrayContaining(['200', '400', '431']));
    expect(statuses.get('200')).toBeGreaterThan(RUNS / 4);
    expect(counted.logged).toBe(counted.refused);
    for (const count of Object.values(counted.traceContext)) expect(count).toBeGreaterThan(RUNS / 10);
  });

  it(`over HTTP/2: ${RUNS} requests`, { timeout: TIMEOUT_MS }, async () => {
    const server = http2.createServer((_, response) => void response.end(body()));
    const session = http2.connect(`http://127.0.0.1:${await listen(server)}`);
    await fc.assert(
      fc.asyncProperty(http2Lines, async (lines) => {
        const before = countsNow();
        const stream = session.request([':path', '/', ...lines.flat()]);
        const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
        let text = '';
        for await (const part of stream) text += String(part);
        const echoed = [headers['x-request-id'] ?? []].flat();
        const seen = { echoed, ...(JSON.parse(text) as Omit<Seen, 'echoed'>) };
        expect(headers[':status']).toBe(200);
        expect(verdict(lines, seen, since(before))).toEqual(RIGHT);
      }),
      { numRuns: RUNS },
    );
    session.destroy();
    await closing(server)();
  });
});
