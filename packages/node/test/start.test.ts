import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { sqliteStore } from '@plumbline/audit/sqlite';
import { defineConfig, PlumblineError } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import { recordHttp } from '@plumbline/testkit';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { describe, expect, it } from 'vitest';
import { type LiveOptions, type Plumbline, start } from '../src/index.ts';
import { lockOf } from './fixtures/lock.ts';
import { actions, catalog, shelf } from './fixtures/parts.ts';
import { cleanup, type Line, makeFolder } from './run-child.ts';

const service = { name: 'orders' };

/** Log lines, parsed, and the options that send them here. */
function quiet(environment: Readonly<Record<string, string>> = {}): { lines: Line[]; live: LiveOptions } {
  const lines: Line[] = [];
  const logDestination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  return { lines, live: { environment, signals: false, logDestination } };
}

// A receiver in this process is a server too, whose requests have summary lines.
const ownOf = (lines: readonly Line[]): Line[] => lines.filter(({ msg }) => msg !== 'request');

const stopAfter = <P extends Pick<Plumbline, 'shutdown'>>(plumbline: P): P => {
  cleanup.push(() => plumbline.shutdown({ timeoutMs: 500 }));
  return plumbline;
};

describe('start', () => {
  it('refuses a second start in the process, and leaves the first one as it was', async () => {
    const { lines, live } = quiet();
    const first = stopAfter(await start({ service }, live));
    await expect(start({ service }, live)).rejects.toMatchObject({
      code: 'PLB_LIFECYCLE_STARTED',
      message: expect.stringMatching(/^PLB_LIFECYCLE_STARTED: start: (?!.*startOtel)/),
    });
    first.runJob('digest', () => first.logger.info('still here'));
    expect(lines.at(-1)).toMatchObject({ msg: 'still here', route_pattern: 'job:digest' });
  });

  it.each([
    ['development', 'wrong_named'],
    ['production', '(unknown)'],
  ])('in %s names a misspelt event as %s', async (mode, name) => {
    const { lines, live } = quiet({ NODE_ENV: mode });
    const plumbline = stopAfter(await start({ service }, live));
    (plumbline.events as { capture(...args: readonly unknown[]): void }).capture('wrong_named');
    expect(ownOf(lines)).toContainEqual(expect.objectContaining({ event: name, reason: 'unknown_event' }));
  });

  it('hands the options of the log to it; LOG_LEVEL wins entry by entry', async () => {
    const { lines, live } = quiet({ LOG_LEVEL: 'warn,db=trace' });
    const logs = {
      levels: { '*': 'info', db: 'error', http: 'debug' },
      repeat: { burst: 1, perMs: 3_600_000 },
      sampling: { debug: 0 },
      pretty: false,
      keep: ['kept'],
    } as const;
    const { logger, runJob, shutdown } = stopAfter(await start(defineConfig({ service, logs }), live));
    expect(logger.levels).toEqual({ '*': 'warn', db: 'trace', http: 'debug' });
    const [db, http] = [logger.child({ module: 'db' }), logger.child({ module: 'http' })];
    runJob('digest', () => {
      logger.info('no');
      db.trace('a');
      db.trace('a');
      http.debug('not sampled');
      http.debug('kept');
    });
    logger.levels = { '*': 'info' };
    http.info('b');
    await shutdown();
    const own = lines.map(({ msg, suppressed_message }) => suppressed_message ?? msg);
    expect(own.filter((text) => ['no', 'a', 'not sampled', 'kept', 'b'].includes(String(text)))).toEqual([
      'a',
      'kept',
      'b',
      'a',
    ]);
  });

  it('may be called again after a shutdown, and after a start that failed', async () => {
    const { live } = quiet();
    const before = process.listenerCount('SIGTERM');
    const first = await start({ service }, { ...live, signals: true });
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    await first.shutdown();
    expect(process.listenerCount('SIGTERM')).toBe(before);
    const nowhere = { ...live, logDestination: path.join(makeFolder(), 'no/such/folder.log') };
    await expect(start({ service }, nowhere)).rejects.toMatchObject({ code: 'PLB_LOGGER_OPTION' });
    stopAfter(await start({ service }, live));
  });

  it('closes what had opened when a destination cannot work', async () => {
    const closed: string[] = [];
    const { adapter } = shelf('source');
    const { adapter: mirror } = shelf('mirror', {});
    const source = { ...adapter, close: async () => void closed.push('source') };
    const broken = { ...mirror, open: () => Promise.reject(new PlumblineError('PLB_ADAPTER_DEPENDENCY')) };
    const config = defineConfig({ service, catalog, events: { adapters: [source, broken] } });
    const locked = { ...config, egress: { lock: lockOf(config) } };
    await expect(start(locked, quiet().live)).rejects.toMatchObject({ code: 'PLB_ADAPTER_DEPENDENCY' });
    expect(closed).toEqual(['source']);
  });

  it('warns of unknown variables and a missing key, and says that mirrors are off', async () => {
    const { lines, live } = quiet({ PLUMBLINE_IDENTITY_KY: 'x', DO_NOT_TRACK: '1' });
    const [source, mirror] = [shelf('source'), shelf('mirror', { order_placed: [] })];
    const config = defineConfig({ service, catalog, events: { adapters: [source.adapter, mirror.adapter] } });
    const plumbline = stopAfter(await start(config, live));
    expect(lines).toMatchObject([
      { level: 'warn', variable: 'PLUMBLINE_IDENTITY_KY', did_you_mean: 'PLUMBLINE_IDENTITY_KEY' },
      { level: 'info', destinations: ['shelf-mirror'] },
      { level: 'warn', variable: 'PLUMBLINE_IDENTITY_KEY' },
    ]);
    plumbline.events.capture('order_placed', { channel: 'shop' });
    await plumbline.flush();
    expect([source.events.length, mirror.events.length]).toEqual([1, 0]);
  });

  it('prints events and sends none with PLUMBLINE_EVENTS_DEBUG', async () => {
    const { lines, live } = quiet({ PLUMBLINE_EVENTS_DEBUG: '1' });
    const { adapter, events: stored } = shelf('source');
    const plumbline = stopAfter(await start(defineConfig({ service, catalog, events: { adapters: [adapter] } }), live));
    plumbline.events.capture('order_placed', { channel: 'shop' });
    await plumbline.flush();
    expect(stored).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ event: { name: 'order_placed' }, msg: 'debug: product event, not sent' });
  });

  it('throws at misuse of identify in development, and counts it elsewhere', async () => {
    const developing = await start({ service }, quiet().live);
    expect(() => developing.identify({ id: 'u_1' })).toThrow('PLB_CONTEXT_MISSING');
    await developing.shutdown();
    const receiver = await startOtlpReceiver();
    cleanup.push(() => receiver.close());
    const { live } = quiet({ NODE_ENV: 'production', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const deployed = await start({ service }, live);
    deployed.identify({ id: 'u_1' });
    await deployed.shutdown();
    expect(receiver.sumOf('plumbline.identity.misuse')).toBe(1);
  });

  it('says loudly that telemetry would not arrive when another SDK was first', async () => {
    const api = Symbol.for('opentelemetry.js.api.1');
    const globals = globalThis as { [api]?: object };
    const before = globals[api];
    cleanup.push(() => (before === undefined ? delete globals[api] : (globals[api] = before)));
    // What an incompatible copy of the API leaves behind.
    globals[api] = { version: '0.9.0', context: {} };
    const { lines, live } = quiet();
    stopAfter(await start({ service }, live));
    // The context manager and the propagator are registered whatever is sent.
    const refused = (name: string) => ({
      level: 'error',
      code: 'PLB_OTEL_API_VERSION',
      msg: expect.stringContaining(`global for ${name} belongs to somebody else`),
      fix: expect.any(String),
    });
    expect(lines).toMatchObject([refused('context'), refused('propagation')]);
  });

  it('refuses audit records where no actions are declared, and counts them', async () => {
    const receiver = await startOtlpReceiver();
    cleanup.push(() => receiver.close());
    const { lines, live } = quiet({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER_ARG: '1' });
    const plumbline = await start({ service }, live);
    const receipt = plumbline.audit.record('order.placed' as never);
    expect(receipt.accepted).toBe(false);
    await expect(receipt.durable).rejects.toMatchObject({ code: 'PLB_AUDIT_REFUSED' });
    expect(plumbline.audit.snapshot().refused).toEqual({ undeclared_action: 1 });
    await plumbline.shutdown();
    expect(ownOf(lines)).toMatchObject([
      { level: 'error', code: 'PLB_AUDIT_REFUSED' },
      {
        level: 'info',
        delivered: 0,
        pending: 0,
        msg: 'shut down; all accepted events, errors and audit records are accounted for',
      },
    ]);
    expect(receiver.sumOf('plumbline.audit.refused', { reason: 'undeclared_action' })).toBe(1);
  });

  it.each([
    ['production', 1],
    ['development', 0],
  ])('warns once, with the first that is identified, of a missing identity key in %s', async (NODE_ENV, warnings) => {
    const { lines, live } = quiet({ NODE_ENV });
    const plumbline = await start({ service }, live);
    const warned = (): number => lines.filter(({ variable }) => variable === 'PLUMBLINE_IDENTITY_KEY').length;
    expect(warned()).toBe(0);
    for (const id of ['u1', 'u2']) plumbline.runJob('digest', () => plumbline.identify({ id, role: 'clerk' }));
    await plumbline.shutdown();
    expect(warned()).toBe(warnings);
  });

  it('gives a job its own trace, and an error one ID everywhere', async () => {
    const receiver = await startOtlpReceiver();
    cleanup.push(() => receiver.close());
    const { lines, live } = quiet({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER_ARG: '1' });
    const plumbline = await start({ service }, live);
    const [id, traceId] = plumbline.runJob('digest', () => [
      plumbline.captureError(new Error('broken for jane@example.com')),
      currentContext()?.traceId,
    ]);
    await plumbline.shutdown();
    expect(ownOf(lines)).toMatchObject([
      { error_id: id, trace_id: traceId, msg: 'unhandled error' },
      { msg: 'shut down; all accepted events, errors and audit records are accounted for' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('jane@example.com');
    expect(receiver.spans().filter(({ kind }) => kind === 'internal')).toMatchObject([{ name: 'job digest', traceId }]);
  });
});

describe('the error tracker', () => {
  it('gets the error with the request of the moment, and neither our IDs nor a span of ours', async () => {
    const receiver = await startOtlpReceiver();
    const tracker = await recordHttp();
    cleanup.push(
      () => receiver.close(),
      () => tracker.close(),
    );
    const { live } = quiet({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_TRACES_SAMPLER_ARG: '1',
      PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
      SENTRY_DSN: `${tracker.url.replace('//', '//0123456789abcdef@')}/1`,
    });
    // A server of one's own: to a third party errors go with a lockfile alone.
    const plumbline = await start({ service, egress: { errors: { origin: tracker.url, party: 'first-party' } } }, live);
    const traceId = plumbline.runJob('digest', () => {
      plumbline.captureError(new Error('broken'));
      return currentContext()?.traceId ?? '';
    });
    await plumbline.shutdown();
    expect(tracker.received).toHaveLength(1);
    expect(tracker.received[0]?.body).toContain(traceId);
    const headers = Object.keys(tracker.received[0]?.headers ?? {});
    expect(headers.filter((name) => /trace|baggage|request-id/.test(name))).toEqual([]);
    expect(receiver.spans().filter(({ kind }) => kind === 'client')).toEqual([]);
  });
});

describe('shutdown', () => {
  it('turns readiness off, runs hooks around the telemetry in reverse, and goes on past one that fails', async () => {
    const { lines, live } = quiet();
    const { adapter, events: stored } = shelf('source');
    const plumbline = await start(defineConfig({ service, catalog, events: { adapters: [adapter] } }), live);
    const seen: unknown[] = [];
    const note = (name: string) => async () => {
      const { status } = await plumbline.health.ready();
      seen.push([name, status, stored.length]);
    };
    plumbline.onShutdown({ before: note('before 1'), after: note('after 1') });
    plumbline.onShutdown({
      before: async () => {
        plumbline.events.capture('order_placed', { channel: 'shop' });
        await note('before 2')();
      },
      after: () => Promise.reject(new Error('no')),
    });
    const [one, two] = await Promise.all([plumbline.shutdown(), plumbline.shutdown({ timeoutMs: 1 })]);
    expect(seen).toEqual([
      ['before 2', 'failed', 0],
      ['before 1', 'failed', 0],
      ['after 1', 'failed', 1],
    ]);
    expect(one).toBe(two);
    expect(one).toEqual({ delivered: 1, lost: {}, pending: 0 });
    expect(lines.at(-1)).toMatchObject({ level: 'error', hook: 'after' });
  });

  it('is what `await using` ends with', async () => {
    const spoolDirectory = path.join(makeFolder(), 'spool');
    const { adapter, events: stored } = shelf('source');
    {
      await using plumbline = await start(
        defineConfig({ service, catalog, events: { adapters: [adapter] }, audit: { actions, spoolDirectory } }),
        quiet().live,
      );
      plumbline.events.capture('order_placed', { channel: 'phone' });
    }
    expect(stored).toHaveLength(1);
  });

  it('counts what a destination never took, and ends though a hook never does', async () => {
    const { lines, live } = quiet();
    const { adapter } = shelf('source');
    const hanging = { ...adapter, send: () => new Promise<never>(() => undefined) };
    const config = defineConfig({ service, catalog, events: { adapters: [hanging] } });
    const plumbline = await start(config, { ...live, shutdownTimeoutMs: 200 });
    plumbline.onShutdown({ before: () => new Promise(() => undefined), after: () => new Promise(() => undefined) });
    plumbline.events.capture('order_placed', { channel: 'shop' });
    expect(await plumbline.shutdown()).toEqual({ delivered: 0, lost: { shutdown_deadline: 1 }, pending: 0 });
    expect(lines.at(-1)).toMatchObject({ level: 'warn', lost: { shutdown_deadline: 1 } });
  });
});

describe('what the baseline sends itself', () => {
  it('belongs to no request, though a request set it off', async () => {
    const { live } = quiet({ PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) });
    const contexts: unknown[] = [];
    const { adapter } = shelf('source');
    const watched = {
      ...adapter,
      send: (batch: Parameters<typeof adapter.send>[0]) => {
        contexts.push(currentContext());
        return adapter.send(batch);
      },
    };
    const config = defineConfig({ service, catalog, events: { adapters: [watched], maxBatch: 1 } });
    const plumbline = stopAfter(await start(config, live));
    const server = createServer((_request, response) => {
      plumbline.events.capture('order_placed', { channel: 'shop' });
      response.end();
    }).listen(0, '127.0.0.1');
    cleanup.push(() => server.close());
    await once(server, 'listening');
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await plumbline.flush();
    expect(contexts).toEqual([undefined]);
  });

  it('does not log its own troubles under the ID of the request that set a timer', async () => {
    const { lines, live } = quiet();
    const folder = makeFolder();
    const store = sqliteStore({ path: path.join(folder, 'audit.sqlite') });
    const broken = { ...store, append: () => Promise.reject(new Error('disk full')) };
    const config = defineConfig({ service, audit: { actions, spoolDirectory: path.join(folder, 'spool') } });
    const plumbline = stopAfter(await start(config, { ...live, audit: { store: broken } }));
    plumbline.runJob('digest', () =>
      plumbline.audit.record('order.placed', { subject: { type: 'order', id: 'o' }, metadata: { channel: 'shop' } }),
    );
    await expect.poll(() => lines.length).toBeGreaterThan(1);
    expect(lines[0]).toMatchObject({ msg: 'audit', route_pattern: 'job:digest' });
    expect(lines[1]).toMatchObject({ code: 'PLB_AUDIT_STORE' });
    expect(lines[1]).not.toHaveProperty('request_id');
  });
});
