import { Readable } from 'node:stream';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../src/embedded.ts';
import { gone, temporaryFolder } from './support.ts';

// What @clickhouse/client can do with a server, it can do with the child process.
const folder = temporaryFolder();
let server: EmbeddedServer;
let client: ClickHouseClient;

beforeAll(async () => {
  server = await startEmbedded({ directory: folder.path });
  client = createClient({ ...server.clientOptions(), log: { level: 127 } });
  await client.command({ query: 'CREATE DATABASE plumbline ENGINE = Atomic' });
  await client.command({ query: 'CREATE TABLE plumbline.t (id UInt32, text String) ENGINE = MergeTree ORDER BY id' });
});

afterAll(async () => {
  await client.close();
  await server.release();
  await gone(server.pid);
  folder[Symbol.dispose]();
});

const rows = async (query: string, params: Record<string, unknown> = {}): Promise<unknown[]> =>
  (await client.query({ query, query_params: params, format: 'JSONEachRow' })).json();

const nasty = `'"\\ \t\n\r;\n\nINSERT INTO x; é 漢 {"a":1}`;

it('answers both kinds of ping', async () => {
  expect(await client.ping()).toEqual({ success: true });
  expect(await client.ping({ select: true })).toEqual({ success: true });
});

describe('query', () => {
  it('reads JSON and JSONEachRow', async () => {
    const json = await (await client.query({ query: 'SELECT 1 AS one', format: 'JSON' })).json<{ one: number }>();
    expect(json).toMatchObject({ data: [{ one: 1 }], rows: 1, meta: [{ name: 'one', type: 'UInt8' }] });
    expect(await rows('SELECT number FROM numbers(3)')).toEqual([{ number: 0 }, { number: 1 }, { number: 2 }]);
  });

  it('reads other text formats', async () => {
    expect(await (await client.query({ query: "SELECT 1, 'a'", format: 'CSV' })).text()).toBe('1,"a"\n');
    expect(await (await client.query({ query: "SELECT 1, 'a'", format: 'TabSeparated' })).text()).toBe('1\ta\n');
  });

  it('streams rows', async () => {
    const result = await client.query({ query: 'SELECT number FROM numbers(50000)', format: 'JSONEachRow' });
    let count = 0;
    for await (const chunk of result.stream()) count += chunk.length;
    expect(count).toBe(50_000);
  });

  it.each([
    ['String', nasty],
    ['Array(String)', [nasty, "it's"]],
    ['Map(String, String)', { key: nasty }],
    ['Nullable(String)', null],
    ['UInt64', '18446744073709551615'],
    ['Float64', 1.5],
    ['Bool', true],
  ])('binds a parameter of type %s', async (type, value) => {
    const [row] = await rows(`SELECT {value:${type}} AS value SETTINGS output_format_json_quote_64bit_integers = 1`, {
      value,
    });
    expect(row).toEqual({ value });
  });

  it('keeps parameters of parallel queries apart', async () => {
    const values = Array.from({ length: 60 }, (_, index) => index);
    const answers = await Promise.all(values.map((value) => rows('SELECT {value:UInt32} AS value', { value })));
    expect(answers.flat()).toEqual(values.map((value) => ({ value })));
  });

  it('sends parameters as a form where they are large', async () => {
    const large = createClient({ ...server.clientOptions(), use_multipart_params: true });
    const value = nasty.repeat(2_000);
    const result = await large.query({
      query: 'SELECT {value:String} AS value',
      query_params: { value },
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ value }]);
    await large.close();
  });

  it('applies settings to one statement and forgets them', async () => {
    const setting = async (settings: Record<string, number>): Promise<unknown> =>
      (
        await client.query({
          query: "SELECT getSetting('max_block_size') AS size",
          format: 'JSONEachRow',
          clickhouse_settings: settings,
        })
      ).json();
    const before = await setting({});
    expect(await setting({ max_block_size: 17 })).toEqual([{ size: 17 }]);
    expect(await setting({})).toEqual(before);
  });

  it('selects the database of the client', async () => {
    const other = createClient({ ...server.clientOptions(), database: 'plumbline' });
    const result = await other.query({ query: 'SELECT currentDatabase() AS name', format: 'JSONEachRow' });
    expect(await result.json()).toEqual([{ name: 'plumbline' }]);
    await other.close();
  });

  it('echoes the ID of a query', async () => {
    const result = await client.query({ query: 'SELECT 1', query_id: 'my-id', format: 'JSONEachRow' });
    expect(result.query_id).toBe('my-id');
    expect(result.response_headers['x-clickhouse-query-id']).toBe('my-id');
    await result.text();
  });
});

describe('insert', () => {
  const read = (from: number): Promise<unknown[]> =>
    rows('SELECT id, text FROM plumbline.t WHERE id >= {from:UInt32} AND id < {from:UInt32} + 100 ORDER BY id', {
      from,
    });

  it('stores every row of an array, whatever it holds', async () => {
    const values = Array.from({ length: 50 }, (_, id) => ({ id: 100 + id, text: `${id}${nasty}` }));
    const { summary } = await client.insert({
      table: 'plumbline.t',
      values,
      format: 'JSONEachRow',
      columns: ['id', 'text'],
    });
    expect(summary?.written_rows).toBe('50');
    expect(await read(100)).toEqual(values);
  });

  it('stores a stream', async () => {
    const values = Array.from({ length: 50 }, (_, id) => ({ id: 200 + id, text: nasty }));
    await client.insert({ table: 'plumbline.t', values: Readable.from(values), format: 'JSONEachRow' });
    expect(await read(200)).toEqual(values);
  });

  it('stores other text formats, and nothing of an empty one', async () => {
    await client.insert({
      table: 'plumbline.t',
      values: Readable.from(['300,"a;\nb"\n301,"c"\n'], { objectMode: false }),
      format: 'CSV',
    });
    await client.insert({ table: 'plumbline.t', values: Readable.from([], { objectMode: false }), format: 'CSV' });
    expect(await read(300)).toEqual([
      { id: 300, text: 'a;\nb' },
      { id: 301, text: 'c' },
    ]);
  });

  it.each(['gzip', 'zstd', 'br'] as const)('takes and gives %s', async (codec) => {
    const packed = createClient({
      ...server.clientOptions(),
      compression: { request: { codec }, response: { codec } },
    });
    const from = { gzip: 400, zstd: 500, br: 600 }[codec];
    const values = Array.from({ length: 50 }, (_, id) => ({ id: from + id, text: nasty }));
    await packed.insert({ table: 'plumbline.t', values, format: 'JSONEachRow' });
    const result = await packed.query({
      query: `SELECT id, text FROM plumbline.t WHERE id >= ${from} AND id < ${from + 100} ORDER BY id`,
      format: 'JSONEachRow',
    });
    expect(result.response_headers['content-encoding']).toBe(codec);
    expect(await result.json()).toEqual(values);
    await packed.close();
  });

  it('stores all or nothing', async () => {
    const values = [
      { id: 700, text: 'fine' },
      { id: 'not a number', text: 'wrong' },
    ];
    await expect(client.insert({ table: 'plumbline.t', values, format: 'JSONEachRow' })).rejects.toMatchObject({
      type: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
      code: '27',
    });
    expect(await read(700)).toEqual([]);
  });

  it('runs an insert from a select, and exec with values', async () => {
    await client.command({ query: "INSERT INTO plumbline.t SELECT 800 + number, 'made' FROM numbers(2)" });
    const { stream } = await client.exec({
      query: 'INSERT INTO plumbline.t (id, text) FORMAT TabSeparated',
      values: Readable.from(['802\tb\n'], { objectMode: false }),
    });
    stream.resume();
    await new Promise((resolve) => stream.once('close', resolve));
    expect(await read(800)).toHaveLength(3);
  });
});

describe('failures', () => {
  it.each([
    ['SELECT * FROM nowhere', '60', 'UNKNOWN_TABLE'],
    ['SELEC 1', '62', 'SYNTAX_ERROR'],
    ['SELECT throwIf(1)', '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
  ])('tells the code of %s', async (query, code, type) => {
    await expect(client.query({ query, format: 'JSONEachRow' })).rejects.toMatchObject({ code, type });
    await expect(client.command({ query })).rejects.toMatchObject({ code, type });
  });

  it('refuses unknown settings, databases, sessions and roles', async () => {
    const wrong = (options: object): Promise<unknown> =>
      client.query({ query: 'SELECT 1', format: 'JSONEachRow', ...options });
    await expect(wrong({ clickhouse_settings: { nonsense: 1 } })).rejects.toMatchObject({ type: 'UNKNOWN_SETTING' });
    await expect(wrong({ session_id: 'x' })).rejects.toMatchObject({ type: 'NOT_IMPLEMENTED' });
    await expect(wrong({ role: 'x' })).rejects.toMatchObject({ type: 'NOT_IMPLEMENTED' });
    const nowhere = createClient({ ...server.clientOptions(), database: 'nowhere', log: { level: 127 } });
    await expect(nowhere.command({ query: 'SELECT 1' })).rejects.toMatchObject({ type: 'UNKNOWN_DATABASE' });
    await nowhere.close();
  });

  it('goes on after an aborted request', async () => {
    const abort = new AbortController();
    const slow = client.query({ query: 'SELECT sleep(0.3)', format: 'JSONEachRow', abort_signal: abort.signal });
    setImmediate(() => abort.abort());
    await expect(slow).rejects.toThrow(/aborted/);
    expect(await rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
