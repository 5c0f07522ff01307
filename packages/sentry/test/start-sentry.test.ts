import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import * as Sentry from '@sentry/node';
import { type Counter, isPlumblineError, type Meter, noopMeter } from '@plumbline/core';
import { afterEach, describe, expect, test } from 'vitest';
import { errorId, startSentry } from '../src/index.ts';
import { SEND_TIMEOUT_MS } from '../src/transport.ts';
import { type Answer, type Ingest, startIngest } from './ingest.ts';

const open: Ingest[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function ingest(answer?: Answer): Promise<Ingest> {
  const started = await startIngest(answer);
  open.push(started);
  return started;
}

const run = (file: string, ...args: string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [
    '--conditions=plumbline:source',
    path.join(import.meta.dirname, 'fixtures', file),
    ...args,
  ]);

describe('without a DSN', () => {
  test('no module of @sentry is loaded and nothing listens', async () => {
    const off = JSON.parse((await run('modules.mjs', 'source')).stdout) as Record<string, unknown>;
    expect(off).toMatchObject({ enabled: false, vendor: 0, shared: [] });
    expect(off['listeners']).not.toContain('beforeExit');
  });

  test('with one they are, which shows that the probe sees them', async () => {
    const { dsn } = await ingest();
    const on = JSON.parse((await run('modules.mjs', 'source', dsn)).stdout) as Record<string, unknown>;
    expect(on).toMatchObject({ enabled: true, shared: [], tally: { delivered: 1 } });
    expect(on['vendor']).toBeGreaterThan(10);
  });

  test.each([{}, { dsn: undefined }, { dsn: '' }])('%j takes every call and sends nothing', async (options) => {
    const sentry = await startSentry(options);
    expect(sentry.captureError(new Error('x'))).toBeUndefined();
    expect(await sentry.shutdown()).toEqual({ delivered: 0, lost: {}, pending: 0 });
  });
});

describe('options', () => {
  test('that leak or split traces do not compile', () => {
    const calls = (): unknown[] => [
      // @ts-expect-error sampling is OpenTelemetry's
      startSentry({ tracesSampleRate: 0 }),
      // @ts-expect-error no personal data
      startSentry({ sendDefaultPii: true }),
      // @ts-expect-error closed
      startSentry({ integrations: [] }),
      // @ts-expect-error the list is closed
      startSentry({ beforeSend: (event: unknown) => event }),
    ];
    expect(calls).toBeTypeOf('function');
  });

  test('undeclared fields do not compile', () => {
    const calls = async (): Promise<unknown> => {
      const sentry = await startSentry({ fields: ['queue'] });
      sentry.captureError(new Error('x'), { fields: { queue: 'digest' } });
      // @ts-expect-error not declared
      return sentry.captureError(new Error('x'), { fields: { email: 'x' } });
    };
    expect(calls).toBeTypeOf('function');
  });

  test('are refused at run time, all at once, and before anything is imported', async () => {
    const loose = {
      tracesSampleRate: 0,
      sendDefaultPii: true,
      dataCollection: {},
      tracesSampelRate: 1,
      dsn: 'canary',
      fields: ['user id', 'request_id'],
    };
    const error = await startSentry(loose as never).catch((thrown: unknown) => thrown);
    expect(isPlumblineError(error) && error.code).toBe('PLB_SENTRY_OPTION');
    const { message } = error as Error;
    for (const part of [
      'tracesSampleRate',
      'sendDefaultPii',
      'dataCollection',
      'an unknown option',
      'dsn:',
      'fields[0]',
      'fields[1]',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toMatch(/canary|user id/);
  });

  test.each([
    'canary',
    'https://canary@host',
    'https://host/1',
    'ftp://canary@host/1',
    'https://canary@host/canary',
    ' https://canary@host/1',
    'https://canary@host/1?x=1',
  ])('DSN %j is refused without repeating it', async (dsn) => {
    await expect(startSentry({ dsn })).rejects.toThrow(/PLB_SENTRY_OPTION: sentry: dsn: /);
    await expect(startSentry({ dsn })).rejects.not.toThrow(/canary/);
  });
});

describe('capture', () => {
  test('gives the ID that the event has, and one error is one event', async () => {
    const receiver = await ingest();
    const sentry = await startSentry({ dsn: receiver.dsn });
    const error = new Error('once');
    const id = sentry.captureError(error);
    expect(sentry.captureError(error)).toBe(id);
    await sentry.shutdown();
    expect(receiver.received.map(({ event }) => [event.event_id, event.fingerprint])).toEqual([[id, [errorId(error)]]]);
  });

  test('takes whatever is thrown', async () => {
    const receiver = await ingest();
    const sentry = await startSentry({ dsn: receiver.dsn });
    const hostile = new Error('x');
    Object.defineProperty(hostile, 'message', {
      get: () => {
        throw new Error('canary');
      },
    });
    const things = [
      'text',
      7,
      undefined,
      null,
      { canary: 1 },
      Symbol('canary'),
      Object.freeze(new Error('frozen')),
      new AggregateError([new Error('a')], 'many'),
    ];
    const ids = things.map((thing) => sentry.captureError(thing));
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(String(id)))).toBe(true);
    expect(sentry.captureError(hostile)).toMatch(/^[0-9a-f]{32}$/);
    expect(await sentry.shutdown()).toEqual({ delivered: things.length + 1, lost: {}, pending: 0 });
    expect(receiver.received.map(({ text }) => text).join('')).not.toContain('canary');
  });

  test('a cause that cannot be read keeps the error in, and it is counted at once', async () => {
    const receiver = await ingest();
    const sentry = await startSentry({ dsn: receiver.dsn });
    const cause = Object.defineProperty(new Error('x'), 'stack', {
      get: () => {
        throw new Error('canary');
      },
    });
    sentry.captureError(new Error('x', { cause }));
    expect(await sentry.flush()).toEqual({ delivered: 0, lost: { malformed: 1 }, pending: 0 });
    await sentry.shutdown();
    expect([receiver.received, receiver.faults]).toEqual([[], []]);
  });

  test('a burst in one tick arrives whole', async () => {
    const receiver = await ingest();
    const sentry = await startSentry({ dsn: receiver.dsn });
    // More than the SDK holds by itself, which is 64, and few enough for each request's own deadline on a busy machine.
    for (let index = 0; index < 150; index += 1) sentry.captureError(new Error(`burst ${index}`));
    const tally = await sentry.shutdown({ timeoutMs: 60_000 });
    expect(tally).toEqual({ delivered: 150, lost: {}, pending: 0 });
    expect(new Set(receiver.received.map(({ event }) => event.event_id)).size).toBe(150);
  });

  test('a redactor that throws keeps the error in, and it is counted', async () => {
    const receiver = await ingest();
    const sentry = await startSentry({
      dsn: receiver.dsn,
      redactor: {
        text: () => {
          throw new Error('broken');
        },
      },
    });
    sentry.captureError(new Error('canary'));
    expect(await sentry.shutdown()).toEqual({ delivered: 0, lost: { malformed: 1 }, pending: 0 });
    expect(receiver.received).toEqual([]);
    expect(receiver.faults).toEqual([]);
  });
});

describe('loss has a name', () => {
  test.each([
    [{ status: 400 }, 'rejected'],
    [{ status: 413 }, 'rejected'],
    [{ status: 429 }, 'rate_limited'],
    [{ status: 503 }, 'retries_exhausted'],
  ] as const)('answer %j is %s', async (answer, reason) => {
    const receiver = await ingest(answer);
    const sentry = await startSentry({ dsn: receiver.dsn });
    sentry.captureError(new Error('x'));
    expect(await sentry.shutdown()).toEqual({ delivered: 0, lost: { [reason]: 1 }, pending: 0 });
  });

  test('a limit that Sentry set holds back what follows', async () => {
    const receiver = await ingest({ status: 200, headers: { 'x-sentry-rate-limits': '60:error:organization' } });
    const sentry = await startSentry({ dsn: receiver.dsn });
    sentry.captureError(new Error('first'));
    await sentry.flush();
    sentry.captureError(new Error('second'));
    expect(await sentry.shutdown()).toEqual({ delivered: 1, lost: { rate_limited: 1 }, pending: 0 });
    expect(receiver.received).toHaveLength(1);
  });

  test('nobody listens', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => void probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => void probe.close(resolve));
    const sentry = await startSentry({ dsn: `http://key@127.0.0.1:${port}/42` });
    sentry.captureError(new Error('x'));
    expect(await sentry.shutdown()).toEqual({ delivered: 0, lost: { retries_exhausted: 1 }, pending: 0 });
  });

  test('a receiver that hangs costs the deadline of shutdown, and its socket is closed', async () => {
    const receiver = await ingest('hang');
    const sentry = await startSentry({ dsn: receiver.dsn });
    // Begun before the send, and so over before the transport gives up by itself: shutdown has to end the request.
    const givesUp = AbortSignal.timeout(SEND_TIMEOUT_MS);
    sentry.captureError(new Error('x'));
    await receiver.arrived(1);
    expect(await sentry.flush({ timeoutMs: 20 })).toEqual({ delivered: 0, lost: {}, pending: 1 });
    const lost = { shutdown_deadline: 1 };
    expect(await sentry.shutdown({ timeoutMs: 20 })).toEqual({ delivered: 0, lost, pending: 0 });
    await receiver.gone;
    expect(givesUp.aborted).toBe(false);
  });

  test('after shutdown', async () => {
    const receiver = await ingest();
    const points: unknown[] = [];
    const counter = (name: string): Counter => ({
      add: (value, labels) => void (value > 0 && points.push([name, value, labels])),
    });
    const meter: Meter = { ...noopMeter, createCounter: counter };
    const sentry = await startSentry({ dsn: receiver.dsn, meter });
    sentry.captureError(new Error('in time'));
    await sentry.shutdown();
    expect(sentry.captureError(new Error('late'))).toBeUndefined();
    expect(receiver.received).toHaveLength(1);
    expect(points).toEqual([
      ['plumbline.errors.captured', 1, undefined],
      ['plumbline.errors.lost', 1, { reason: 'closed' }],
    ]);
  });
});

test('the process is left as it was', async () => {
  const events = ['uncaughtException', 'unhandledRejection', 'SIGTERM', 'SIGINT', 'exit', 'beforeExit'];
  const listeners = (): number[] => events.map((event) => process.listenerCount(event));
  const before = listeners();
  const receiver = await ingest();
  const sentry = await startSentry({ dsn: receiver.dsn });
  expect(listeners().slice(0, 5)).toEqual(before.slice(0, 5));
  expect(Sentry.getClient()).toBeUndefined();
  const crashing = await startSentry({ dsn: receiver.dsn, reportCrashes: true });
  expect(process.listenerCount('uncaughtException')).toBe((before[0] ?? 0) + 1);
  await Promise.all([sentry.shutdown(), crashing.shutdown()]);
  expect(listeners()).toEqual(before);
});
