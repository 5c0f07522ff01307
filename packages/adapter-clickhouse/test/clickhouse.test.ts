import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Adapter, isDeferredAdapter, noopLog, type OutboundBatch } from '@plumbline/core';
import { createClient } from '@clickhouse/client';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  clickhouse,
  type ClickhouseClient,
  type ClickhouseLib,
  type ClickhouseOptions,
  createProductQueries,
  dailyActives,
  migrate,
} from '../src/index.ts';
import { startEmbedded } from '../src/embedded.ts';
import {
  gone,
  hungEngine,
  makeBatch,
  makeEvent,
  nextMessage,
  startProgram,
  stopMerges,
  temporaryFolder,
  until,
} from './support.ts';

/** Repeats a batch as the retry loop of `events` does, and returns how often it was sent. */
async function deliver(adapter: Adapter, batch: OutboundBatch): Promise<number> {
  let attempts = 0;
  await until(async () => {
    attempts += 1;
    const outcome = await adapter.send(batch);
    if (outcome.kind === 'rejected' || outcome.kind === 'partial') throw outcome.error;
    return outcome.kind === 'delivered';
  });
  return attempts;
}

/** The process that owns a folder; asking for it keeps nothing alive. */
async function ownerOf(directory: string): Promise<number> {
  await using server = await startEmbedded({ directory });
  return server.pid;
}

interface Wire extends AsyncDisposable {
  readonly url: string;
  /** What clients sent. */
  readonly sent: () => string;
  /** Cuts every connection as soon as a request with this text has come. */
  cutAfter(text: string | undefined): void;
}

/** ClickHouse's HTTP interface on a TCP port, as a server has it: the real engine behind a wire that can be cut. */
async function wireTo(socketPath: string): Promise<Wire> {
  let cut: string | undefined;
  let sent = '';
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(socketPath);
    open.add(near).add(far);
    near.on('error', () => undefined).on('close', () => far.destroy());
    far.on('error', () => undefined).on('close', () => near.destroy());
    near.on('data', (chunk) => {
      sent += chunk.toString('utf8');
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (cut !== undefined && sent.includes(cut)) near.resetAndDestroy();
      else near.write(chunk);
    });
  });
  const url = await listen(server);
  return {
    url,
    sent: () => sent,
    cutAfter: (text) => (cut = text),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers every request with this, and none at all when it is undefined. */
async function answering(answer: string | undefined): Promise<Wire> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => answer !== undefined && socket.end(answer));
  });
  return {
    url: await listen(server),
    sent: () => '',
    cutAfter: () => undefined,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const exception = (code: number, text: string): string => {
  const body = `Code: ${code}. DB::Exception: ${text}`;
  return `HTTP/1.1 500 Internal Server Error\r\nX-ClickHouse-Exception-Code: ${code}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

describe('embedded', () => {
  it('is closed while its process takes long to start', async () => {
    using folder = temporaryFolder();
    const engine = hungEngine(folder.path);
    const embedded = { directory: folder.path, startTimeoutMs: 600_000 };
    const adapter = clickhouse({ embedded, sendTimeoutMs: 600_000 });
    const queries = createProductQueries({ embedded });
    const waiting = Promise.allSettled([adapter.open(), queries.ask('dailyActives')]);
    await engine.started();
    await Promise.all([adapter.close(), queries.close()]);
    const closed = { status: 'rejected', reason: { code: 'PLB_LIFECYCLE_CLOSED' } };
    expect(await waiting).toMatchObject([closed, closed]);
    await engine.release();
  });

  it('waits as long as `startTimeoutMs` says, through `fromEnv` as well', async () => {
    using folder = temporaryFolder();
    const engine = hungEngine(folder.path);
    const development = { directory: 'another', startTimeoutMs: 300 };
    const deferred = clickhouse.fromEnv({ development });
    await using adapter = deferred.fromEnvironment({ PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: folder.path });
    await expect(adapter?.open()).rejects.toThrow(/PLB_EMBEDDED_START.* within 300 ms/);
    await engine.release();
  });

  it('stores the eleven columns as they are, and keeps dimensions in the payload with sorted keys', async () => {
    using folder = temporaryFolder();
    const embedded = { directory: folder.path };
    await using adapter = clickhouse({ embedded });
    const event = makeEvent({
      occurredAt: Date.now() - 1,
      payload: { surface: 'page', feature: `"'\\é\n`, tags: ['b', 'a'], count: 3, flag: true },
    });
    expect(await adapter.send(makeBatch([event]))).toEqual({ kind: 'delivered' });
    await using queries = createProductQueries({ embedded });
    const [row] = await queries.query<Record<string, unknown>>('SELECT * FROM plumbline.product_telemetry_events');
    const time = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
    expect(row).toEqual({
      org_id_hash: 'org-1',
      event_id: event.eventId,
      name: 'feature_viewed',
      schema_version: '2026-05-telemetry-v1',
      session_id: 'session-1',
      anonymous_user_id: 'user-1',
      route_pattern: '/orgs/:id',
      payload_json: JSON.stringify({ count: 3, feature: `"'\\é\n`, flag: true, surface: 'page', tags: ['b', 'a'] }),
      occurred_at: time(event.occurredAt),
      ingested_at: time(event.ingestedAt),
      source: 'api',
    });
  });

  it('stores only the listed fields where a list is given', async () => {
    using folder = temporaryFolder();
    const embedded = { directory: folder.path };
    await using adapter = clickhouse({ embedded, allow: { feature_viewed: ['feature'] } });
    await adapter.send(makeBatch([makeEvent(), makeEvent({ name: 'other' })]));
    await using queries = createProductQueries({ embedded });
    const rows = await queries.query('SELECT name, payload_json FROM plumbline.product_telemetry_events');
    expect(rows).toEqual([{ name: 'feature_viewed', payload_json: '{"feature":"drawer"}' }]);
  });

  it('sends what it can of a batch with impossible events', async () => {
    using folder = temporaryFolder();
    await using adapter = clickhouse({ embedded: { directory: folder.path } });
    const bad = makeEvent({ eventId: 'not-a-uuid' });
    const outcome = await adapter.send(makeBatch([makeEvent(), bad]));
    expect(outcome).toMatchObject({ kind: 'partial', rejected: [bad.eventId], retry: [] });
    expect((await adapter.send(makeBatch([makeEvent({ occurredAt: Number.NaN })]))).kind).toBe('rejected');
  });

  it('has every acknowledged row once after the engine was killed in the middle of inserts', async () => {
    using folder = temporaryFolder();
    const embedded = { directory: folder.path };
    const lost: string[] = [];
    const log = { ...noopLog, warn: (...told: unknown[]) => void lost.push(String(told.at(-1))) };
    const acknowledged: string[] = [];
    let sends = 0;
    await using adapter = clickhouse({ embedded, log });
    for (let kill = 0; kill < 3; kill += 1) {
      await adapter.open();
      const pid = await ownerOf(folder.path);
      await stopMerges(folder.path);
      const batches = Array.from({ length: 24 }, () => makeBatch(Array.from({ length: 50 }, () => makeEvent())));
      const killer = deliver(adapter, batches[0]!).then(() => process.kill(pid, 'SIGKILL'));
      for (const batch of batches) {
        sends += await deliver(adapter, batch);
        acknowledged.push(...batch.events.map(({ eventId }) => eventId));
      }
      await killer;
    }
    expect(sends).toBeGreaterThanOrEqual(3 * 24);
    expect(lost).toEqual(Array.from({ length: 3 }, () => 'embedded ClickHouse has gone'));
    await using queries = createProductQueries({ embedded });
    const stored = await queries.query<{ event_id: string }>(
      'SELECT event_id FROM plumbline.product_telemetry_events SETTINGS final = 0',
    );
    expect(stored.map(({ event_id }) => event_id).sort()).toEqual(acknowledged.sort());
  });

  it('answers retry or delivers, and never throws, when the engine is gone before a send', async () => {
    using folder = temporaryFolder();
    await using adapter = clickhouse({ embedded: { directory: folder.path } });
    await adapter.open();
    const pid = await ownerOf(folder.path);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    await deliver(adapter, makeBatch([makeEvent()]));
    expect(await ownerOf(folder.path)).not.toBe(pid);
  });

  it('lets a script end by itself and leaves nothing running', async () => {
    using folder = temporaryFolder();
    await using keeper = await startEmbedded({ directory: folder.path });
    using script = startProgram('script.ts', [folder.path]);
    const ended = once(script, 'exit');
    expect(await nextMessage(script)).toBe('delivered');
    expect(await ended).toEqual([0, null]);
    await keeper.release();
    await gone(keeper.pid);
  });
});

describe('a server', () => {
  it('is filled through its address, with credentials in no destination', async () => {
    using folder = temporaryFolder();
    await using engine = await startEmbedded({ directory: folder.path });
    await using wire = await wireTo(engine.socketPath);
    const url = wire.url.replace('http://', 'http://writer:p%40ss@').concat('/analytics');
    await using adapter = clickhouse({ url });
    expect(adapter).toMatchObject({ kind: 'clickhouse', role: 'source', allow: 'catalog', destinations: [wire.url] });
    const batch = makeBatch([makeEvent()]);
    expect(await adapter.send(batch)).toEqual({ kind: 'delivered' });
    expect(wire.sent()).toContain(`Authorization: Basic ${btoa('writer:p@ss')}`);
    expect(wire.sent()).toContain(`insert_deduplication_token=${batch.id}`);
    expect(wire.sent()).toContain('async_insert=0');
    await using queries = createProductQueries({ url });
    expect(await queries.ask('dailyActives')).toMatchObject([{ active_anonymous_users: 1 }]);
  });

  it('is not changed where `migrate` is off', async () => {
    using folder = temporaryFolder();
    await using engine = await startEmbedded({ directory: folder.path });
    await using wire = await wireTo(engine.socketPath);
    await using strict = clickhouse({ url: wire.url, migrate: false });
    await expect(strict.open()).rejects.toMatchObject({ code: 'PLB_CLICKHOUSE_SCHEMA' });
    expect(wire.sent()).not.toContain('CREATE');
    const client = createClient(engine.clientOptions());
    await migrate(client);
    await strict.open();
    expect(await dailyActives(client)).toEqual([]);
    await client.close();
  });

  it('stores a batch once whose answer was lost', async () => {
    using folder = temporaryFolder();
    await using engine = await startEmbedded({ directory: folder.path });
    await using wire = await wireTo(engine.socketPath);
    await using adapter = clickhouse({ url: wire.url });
    await adapter.open();
    await stopMerges(folder.path);
    const batch = makeBatch([makeEvent(), makeEvent()]);
    wire.cutAfter(batch.id);
    expect((await adapter.send(batch)).kind).toBe('unknown');
    wire.cutAfter(undefined);
    expect(await adapter.send(batch)).toEqual({ kind: 'delivered' });
    await using queries = createProductQueries({ url: wire.url });
    const sql = 'SELECT count() AS rows FROM plumbline.product_telemetry_events SETTINGS final = 0';
    expect(await queries.query(sql)).toEqual([{ rows: 2 }]);
  });

  it.each([
    ['its arguments', { query: 5 as never }],
    ['what it cannot send', { http_headers: { note: 'two\nlines' } }],
    ['what it cannot write', { values: 5 as never }],
  ])('gives a batch up where the client refuses %s, for it always will', async (_, wrong) => {
    using folder = temporaryFolder();
    await using engine = await startEmbedded({ directory: folder.path });
    await using wire = await wireTo(engine.socketPath);
    const lib: ClickhouseLib = {
      createClient(options) {
        const client = createClient(options);
        const exec: ClickhouseClient['exec'] = (params) => client.exec({ ...params, ...wrong });
        return Object.assign(Object.create(client) as ClickhouseClient, { exec });
      },
    };
    await using adapter = clickhouse({ url: wire.url, lib });
    const batch = makeBatch([makeEvent()]);
    const outcome = await adapter.send(batch);
    expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'PLB_CLICKHOUSE_QUERY' } });
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('before it was sent') as string } });
    expect(wire.sent()).not.toContain(batch.id);
  });

  it('compresses where it is told to', async () => {
    using folder = temporaryFolder();
    await using engine = await startEmbedded({ directory: folder.path });
    await using wire = await wireTo(engine.socketPath);
    await using adapter = clickhouse({ url: wire.url, compression: true });
    expect(await adapter.send(makeBatch([makeEvent()]))).toEqual({ kind: 'delivered' });
    expect(wire.sent()).toMatch(/content-encoding: gzip/i);
  });

  it('is retried while it cannot be reached', async () => {
    await using adapter = clickhouse({ url: 'http://127.0.0.1:1' });
    expect((await adapter.send(makeBatch([makeEvent()]))).kind).toBe('retry');
  });

  it('is given up at the deadline', async () => {
    await using silent = await answering(undefined);
    await using adapter = clickhouse({ url: silent.url, sendTimeoutMs: 50 });
    expect((await adapter.send(makeBatch([makeEvent()]))).kind).toBe('unknown');
  });

  it('is retried after a refusal that passes, without quoting it', async () => {
    await using busy = await answering(exception(252, 'Too many parts for secret-row. (TOO_MANY_PARTS)'));
    await using adapter = clickhouse({ url: busy.url });
    const outcome = await adapter.send(makeBatch([makeEvent()]));
    expect(outcome).toMatchObject({ kind: 'retry', error: { code: 'PLB_CLICKHOUSE_QUERY' } });
    expect(outcome.kind === 'retry' && outcome.error.message).not.toContain('secret-row');
  });
});

describe('off', () => {
  it('imports, opens and starts nothing', async () => {
    using program = startProgram('off.ts', []);
    expect(await nextMessage(program)).toEqual({ migrate: 'function', active: [], maps: false });
    const trace = fileURLToPath(new URL('programs/trace-imports.ts', import.meta.url));
    const off = fileURLToPath(new URL('programs/off.ts', import.meta.url));
    const args = ['--conditions=plumbline:source', '--import', trace, off];
    const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('./clickhouse.ts');
    expect(stdout).not.toMatch(/chdb|@clickhouse|embedded\.ts/);
  });

  it.each([
    [{}, /exactly one/],
    [{ url: 'http://localhost:8123', embedded: { directory: '.' } }, /exactly one/],
    [{ url: 'clickhouse.internal:8123' }, /`url`/],
    [{ url: 'http://localhost:8123/a;b' }, /path of `url`/],
    [{ embedded: { directory: ' ' } }, /embedded\.directory/],
    [{ embedded: { directory: '.', startTimeoutMs: Number.NaN } }, /embedded\.startTimeoutMs/],
    [{ url: 'http://localhost:8123', database: 'a-b', table: 'c d' }, /`database`.*`table`/],
  ] satisfies [ClickhouseOptions, RegExp][])('refuses %o before anything is opened', (options, message) => {
    expect(() => clickhouse(options)).toThrow(message);
    expect(() => createProductQueries(options)).toThrow(message);
  });

  it('never repeats an address in an error', () => {
    expect(() => clickhouse({ url: 'ftp://user:secret@host' })).toThrow(/^(?!.*secret)/s);
  });

  it('is typed as a source that may be deferred', () => {
    expectTypeOf(clickhouse.fromEnv).returns.toHaveProperty('variables');
    expect(isDeferredAdapter(clickhouse.fromEnv())).toBe(true);
    // @ts-expect-error the folder is an option of `embedded`
    void (() => clickhouse({ directory: '.' }));
  });
});
