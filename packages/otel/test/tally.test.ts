import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { type OtlpReceiver, startOtlpReceiver } from '@plumbline/testkit/otlp';
import { describe, expect, it } from 'vitest';
import type { ItemTally, Otel, StartOtelOptions } from '../src/index.ts';
import { cleanup, detached, findRefused, listen, recordLog, start, startBlackHole } from './support.ts';

const SIGNALS = ['traces', 'logs'] as const;

async function openReceiver(): Promise<OtlpReceiver> {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  return receiver;
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<string> {
  const server = createServer(detached(answer));
  cleanup.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

/** Spans and records go to a collector that may fail, metrics to one that works. */
async function startBeside(endpoint: string, options: Partial<StartOtelOptions> = {}) {
  const metrics = await openReceiver();
  const log = recordLog();
  const otlp = {
    endpoint,
    metricsEndpoint: `${metrics.url}/v1/metrics`,
    timeoutMs: 300,
    metrics: { timeoutMs: 30_000 },
    ...options.otlp,
  };
  const otel = await start({ sampleRatio: 1, log, ...options, otlp });
  return { otel, metrics, log };
}

/** Ended spans, records for redaction and records that are clean already. */
function emit(otel: Otel, count: number): void {
  for (let index = 0; index < count; index += 1) {
    otel.tracer('test').startSpan('one').end();
    otel.emitLog({ body: 'one' }, { clean: index % 2 === 0 });
  }
}

const sum = (lost: ItemTally['lost']): number => Object.values(lost).reduce((all, count) => all + count, 0);

/** What holds at any time, whatever happens. */
function expectBalance(otel: Otel, accepted: number): void {
  for (const signal of SIGNALS) {
    const tally = otel.tally()[signal];
    expect(tally.accepted).toBe(accepted);
    expect(tally.sent + sum(tally.lost) + tally.pending).toBe(accepted);
    expect(tally.pending).toBeGreaterThanOrEqual(0);
  }
}

/** After the end: nothing pends, and metrics and log say the same as the tally. */
function expectTold(otel: Otel, metrics: OtlpReceiver, log: ReturnType<typeof recordLog>): void {
  const lost = Object.fromEntries(SIGNALS.map((signal) => [signal, otel.tally()[signal].lost]));
  for (const signal of SIGNALS) {
    expect(otel.tally()[signal].pending).toBe(0);
    for (const [reason, count] of Object.entries(lost[signal] ?? {})) {
      expect(metrics.sumOf('plumbline.otel.dropped', { signal, reason })).toBe(count);
    }
  }
  const said = log.lines.filter(({ message }) => message === 'telemetry was lost since the start');
  const told = Object.fromEntries(Object.entries(lost).filter(([, counts]) => Object.keys(counts).length > 0));
  const expected = Object.keys(told).length === 0 ? [] : [{ level: 'warn', fields: { lost: told } }];
  expect(said.map(({ level, fields }) => ({ level, fields }))).toEqual(expected);
}

describe('every span and record is sent, lost for a reason or pending', () => {
  const failing: readonly [string, () => Promise<string>][] = [
    ['is down', findRefused],
    ['never answers', startBlackHole],
    [
      'answers 500',
      () =>
        serve(async (request, response) => {
          await buffer(request);
          response.writeHead(500).end();
        }),
    ],
    [
      'answers 429',
      async () => {
        const receiver = await openReceiver();
        receiver.answer('too_many');
        return receiver.url;
      },
    ],
  ];

  it.each(failing)('where the collector %s', async (_, open) => {
    const { otel, metrics, log } = await startBeside(await open());
    emit(otel, 10);
    expectBalance(otel, 10);
    await otel.flush();
    expectBalance(otel, 10);
    emit(otel, 5);
    await otel.shutdown();
    expectBalance(otel, 15);
    for (const signal of SIGNALS) expect(otel.tally()[signal]).toMatchObject({ sent: 0, lost: { export_failed: 15 } });
    expectTold(otel, metrics, log);
  });

  it('a flush is false where log records alone were lost, and true again when they arrive', async () => {
    const receiver = await openReceiver();
    let status = 500;
    const logs = await serve(async (request, response) => {
      await buffer(request);
      response.writeHead(status).end();
    });
    const { otel } = await startBeside(receiver.url, { otlp: { logsEndpoint: `${logs}/v1/logs`, timeoutMs: 30_000 } });
    emit(otel, 2);
    expect(await otel.flush()).toBe(false);
    expect(otel.tally()).toMatchObject({
      traces: { sent: 2, lost: {} },
      logs: { sent: 0, lost: { export_failed: 2 } },
    });
    status = 200;
    emit(otel, 1);
    expect(await otel.flush()).toBe(true);
  });

  it('where the collector is slow', async () => {
    const receiver = await openReceiver();
    const slow = await serve(async (request, response) => {
      const body = await buffer(request);
      await wait(50);
      const { 'content-type': type = '' } = request.headers;
      const answer = await fetch(receiver.url + (request.url ?? ''), {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      response.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()));
    });
    const { otel, metrics, log } = await startBeside(slow, { otlp: { timeoutMs: 10_000 } });
    emit(otel, 700);
    const flushing = otel.flush({ timeoutMs: 10_000 });
    emit(otel, 30);
    expectBalance(otel, 730);
    const ending = otel.shutdown({ timeoutMs: 10_000 });
    await Promise.all([flushing, ending]);
    expectBalance(otel, 730);
    for (const signal of SIGNALS) expect(otel.tally()[signal]).toMatchObject({ sent: 730, lost: {} });
    expect([receiver.spans().length, receiver.logs().length]).toEqual([730, 730]);
    expectTold(otel, metrics, log);
  });

  it('where the time of the shutdown is over before the exports are, and late answers count no more', async () => {
    const held: ServerResponse[] = [];
    const holding = await serve(async (request, response) => {
      await buffer(request);
      held.push(response);
    });
    const { otel, metrics, log } = await startBeside(holding, { otlp: { timeoutMs: 60_000 } });
    emit(otel, 10);
    expect(await otel.shutdown({ timeoutMs: 3_000 })).toBe(false);
    const before = otel.tally();
    for (const signal of SIGNALS) expect(before[signal]).toMatchObject({ sent: 0, lost: { shutdown_deadline: 10 } });
    expectBalance(otel, 10);
    expectTold(otel, metrics, log);
    for (const response of held) response.writeHead(200).end();
    emit(otel, 3);
    await wait(100);
    expect(otel.tally()).toEqual(before);
  });

  it('where the queue has no room', async () => {
    const receiver = await openReceiver();
    const batch = { maxQueue: 20, maxBatch: 10 };
    const queues = { batch: { traces: batch, logs: batch }, otlp: { timeoutMs: 30_000 } };
    const { otel, metrics, log } = await startBeside(receiver.url, queues);
    emit(otel, 100);
    expectBalance(otel, 100);
    await otel.flush();
    await otel.shutdown();
    expectBalance(otel, 100);
    for (const signal of SIGNALS) expect(otel.tally()[signal].lost.queue_full).toBeGreaterThan(0);
    const arrived = { traces: receiver.spans().length, logs: receiver.logs().length };
    for (const signal of SIGNALS) expect(otel.tally()[signal].sent).toBe(arrived[signal]);
    expectTold(otel, metrics, log);
  });

  it.each(['http/protobuf', 'http/json'] as const)('where the collector refuses a part, over %s', async (protocol) => {
    const receiver = await openReceiver();
    receiver.answer('partial');
    const { otel, metrics, log } = await startBeside(receiver.url, { otlp: { protocol, timeoutMs: 30_000 } });
    emit(otel, 10);
    await otel.flush();
    await otel.shutdown();
    expectBalance(otel, 10);
    const arrived = { traces: receiver.spans().length, logs: receiver.logs().length };
    for (const signal of SIGNALS) {
      expect(otel.tally()[signal].lost.rejected).toBeGreaterThan(0);
      expect(otel.tally()[signal].sent).toBe(arrived[signal]);
    }
    expectTold(otel, metrics, log);
  });

  it('where the redactor fails for some', async () => {
    const receiver = await openReceiver();
    const explode = (value: unknown): unknown => {
      if (JSON.stringify(value).includes('bad')) throw new Error('redactor');
      return value;
    };
    const redactor = { value: explode, text: (text: string) => explode(text) as string };
    const { otel, metrics, log } = await startBeside(receiver.url, { redactor, otlp: { timeoutMs: 30_000 } });
    for (const name of ['good', 'bad', 'good']) {
      otel.tracer('test').startSpan(name).end();
      otel.emitLog({ body: name });
    }
    await otel.shutdown();
    expectBalance(otel, 3);
    for (const signal of SIGNALS)
      expect(otel.tally()[signal]).toMatchObject({ sent: 2, lost: { redaction_failed: 1 } });
    expectTold(otel, metrics, log);
  });
});

it('says in the log what was lost, without a loop where the log is exported itself', async () => {
  const log = recordLog();
  let otel: Otel | undefined;
  const warn = (fields: object, message: string): void => {
    log.warn(fields as never, message);
    otel?.emitLog({ body: message }, { clean: true });
    otel?.emitLog({ body: message });
  };
  ({ otel } = await startBeside(await findRefused(), { log: { ...log, warn: warn as typeof log.warn } }));
  emit(otel, 1);
  await otel.shutdown();
  expect(log.lines.filter(({ message }) => message === 'telemetry was lost since the start')).toHaveLength(1);
  const { accepted, lost } = otel.tally().logs;
  expect(sum(lost)).toBe(accepted);
});

it('is nothing for a signal that goes nowhere, and counts no unsampled span', async () => {
  const nowhere = await start();
  emit(nowhere, 2);
  const nothing = { accepted: 0, sent: 0, lost: {}, pending: 0 };
  expect(nowhere.tally()).toEqual({ traces: nothing, logs: nothing });
  await nowhere.shutdown();
  const { otel } = await startBeside(await findRefused(), { sampleRatio: 0 });
  otel.tracer('test').startSpan('one').end();
  expect(otel.tally().traces).toEqual(nothing);
});
