import { spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@clickhouse/client';
import { type HttpRecorder, recordHttp } from '@plumbline/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../src/embedded.ts';
import { gone, temporaryFolder } from './support.ts';

const packages = path.resolve(import.meta.dirname, '../..');
const store = temporaryFolder();
const application = temporaryFolder();
let engine: EmbeddedServer;
let client: ReturnType<typeof createClient>;
let database = '';
let databases = 0;

beforeAll(async () => {
  engine = await startEmbedded({ directory: store.path });
  client = createClient({ ...engine.clientOptions(), log: { level: 127 } });
  for (const name of ['core', 'adapter-clickhouse', 'schema']) {
    const link = path.join(application.path, 'node_modules/@plumbline', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(packages, name), link);
  }
  mkdirSync(path.join(application.path, 'src'));
  write('package.json', {
    name: 'shop',
    type: 'module',
    dependencies: { '@plumbline/core': '*', '@plumbline/adapter-clickhouse': '*', '@plumbline/schema': '*' },
  });
});

afterAll(async () => {
  await client.close();
  await engine.release();
  await gone(engine.pid);
  application[Symbol.dispose]();
  store[Symbol.dispose]();
});

beforeEach(() => {
  database = `command_${(databases += 1)}`;
  configure(FIELDS);
});

const write = (name: string, content: string | object): void =>
  writeFileSync(path.join(application.path, name), typeof content === 'string' ? content : JSON.stringify(content));

const FIELDS =
  "step: category(['a', 'b']), roundCount: count(), waitMs: duration(), isUrgent: flag(), item: opaqueId()";

function configure(fields: string, second = ''): void {
  write(
    'plumbline.config.ts',
    `import { clickhouse } from '@plumbline/adapter-clickhouse';
import { categories, category, count, defineCatalog, defineEvent, duration, flag, opaqueId } from '@plumbline/schema';
const about = { description: 'A thing happened.', owner: '@team', purpose: 'To know it.', consent: 'essential',
  feature: 'approvals', surfaces: ['page'], expires: '2099-01-01', review: 'docs/review.md' } as const;
const catalog = defineCatalog({ version: '2026-05-telemetry-v1', dimensions: { team: ['red', 'blue'] }, events: {
  item_created: defineEvent({ ...about, fields: { ${fields} } }),
  ${second} } });
export default { service: { name: 'shop' }, catalog, events: { adapters: [
  clickhouse.fromEnv({ database: '${database}' }) ] } };
`,
  );
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const migrate = (args: readonly string[] = [], environment: Record<string, string> = {}): Promise<Ran> =>
  plumbline(['migrate', ...args], environment);

/** Runs `plumbline` as a user does, in a folder below the application. */
function plumbline(args: readonly string[], environment: Record<string, string>): Promise<Ran> {
  const program = path.join(packages, 'cli/src/main.ts');
  const child = spawn(process.execPath, ['--conditions=plumbline:source', '--no-warnings', program, ...args], {
    cwd: path.join(application.path, 'src'),
    env: { PATH: process.env['PATH'], PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: store.path, ...environment },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (said.stderr += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

const rows = async (query: string): Promise<unknown[]> => (await client.query({ query, format: 'JSONEachRow' })).json();

const columnsOf = async (): Promise<readonly string[]> => {
  const found = await rows(
    `SELECT name, type FROM system.columns WHERE database = '${database}' AND table = 'product_telemetry_events' AND name LIKE 'p\\\\_%' ORDER BY name`,
  );
  return (found as { name: string; type: string }[]).map(({ name, type }) => `${name} ${type}`);
};

const GENERATED = ['p_feature LowCardinality(String)', 'p_surface LowCardinality(String)'];

const TYPED = [
  'p_feature LowCardinality(String)',
  'p_is_urgent Bool',
  'p_item String',
  'p_round_count UInt32',
  'p_step LowCardinality(String)',
  'p_surface LowCardinality(String)',
  'p_team LowCardinality(String)',
  'p_wait_ms UInt32',
];

it('says what is missing in a dry run and changes nothing', async () => {
  const { code, stdout, stderr } = await migrate(['--dry-run']);
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout).toMatch(/^clickhouse: 1 is missing \([\da-f]{64}\)\n {4}CREATE TABLE IF NOT EXISTS/);
  expect(stdout).toMatch(
    /clickhouse: column p_round_count is missing \([\da-f]{64}\)\n {4}ALTER TABLE command_\d+\.product_telemetry_events ADD COLUMN IF NOT EXISTS p_round_count UInt32 MATERIALIZED JSONExtractUInt\(payload_json, 'roundCount'\)\n/,
  );
  expect(await rows(`SELECT name FROM system.databases WHERE name = '${database}'`)).toEqual([]);
});

it('makes the tables and the columns of the catalog, and finds nothing the second time', async () => {
  const first = await migrate(['--only', 'clickhouse']);
  expect([first.code, first.stderr]).toEqual([0, '']);
  expect(first.stdout).toMatch(/clickhouse: applied 1, 2, 3, 4, 5, 6, column p_is_urgent, column p_item/);
  expect(await columnsOf()).toEqual(TYPED);
  expect(await migrate()).toEqual({ code: 0, stdout: 'clickhouse: up to date\n', stderr: '' });
});

it('reads what was stored before a column was added, and fills what comes after', async () => {
  configure('');
  expect((await migrate()).code).toBe(0);
  expect(await columnsOf()).toEqual([...GENERATED, 'p_team LowCardinality(String)'].toSorted());
  const table = `${database}.product_telemetry_events`;
  const payload = '{"isUrgent":true,"item":"i-1","roundCount":7,"step":"b","tags":["x","y"],"waitMs":604800000}';
  const insert = (id: string): Promise<unknown> =>
    client.insert({
      table,
      values: [{ event_id: id, name: 'item_created', payload_json: payload, occurred_at: Date.now() }],
      format: 'JSONEachRow',
      columns: ['event_id', 'name', 'payload_json', 'occurred_at'],
    });
  await insert('00000000-0000-7000-8000-000000000001');
  configure(`${FIELDS}, tags: categories(['x', 'y', 'z'])`);
  expect((await migrate()).code).toBe(0);
  await insert('00000000-0000-7000-8000-000000000002');
  const typed = {
    p_is_urgent: true,
    p_item: 'i-1',
    p_round_count: 7,
    p_step: 'b',
    p_tags: ['x', 'y'],
    p_wait_ms: 604_800_000,
  };
  expect(await rows(`SELECT ${Object.keys(typed).join(', ')} FROM ${table}`)).toEqual([typed, typed]);
});

it('keeps the columns of fields that are gone', async () => {
  await migrate();
  configure('');
  expect(await migrate()).toMatchObject({ code: 0, stdout: 'clickhouse: up to date\n' });
  expect(await columnsOf()).toEqual(TYPED);
});

it('names both events where one name has two types', async () => {
  configure('round: count()', "item_closed: defineEvent({ ...about, fields: { round: category(['first']) } }),");
  const { code, stderr } = await migrate();
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /PLB_CLICKHOUSE_SCHEMA: .*p_round.*item_created\.round is UInt32.*item_closed\.round is LowCardinality/,
  );
  configure('isNew: flag()', 'item_closed: defineEvent({ ...about, fields: { is_new: flag() } }),');
  expect((await migrate()).stderr).toMatch(/item_created\.isNew.*item_closed\.is_new/);
});

it.each([
  [
    'a column of another type',
    'MODIFY COLUMN p_round_count Int64',
    /column p_round_count differs .*\n.*is Int64 and the catalog makes it UInt32/,
  ],
  ['a longer retention', 'MODIFY TTL toDateTime(occurred_at) + INTERVAL 365 DAY', /schema differs .*\n.*TTL is `.*365/],
])('refuses %s and changes nothing', async (_, change, message) => {
  await migrate();
  await client.command({ query: `ALTER TABLE ${database}.product_telemetry_events ${change}` });
  await client.command({ query: `ALTER TABLE ${database}.product_telemetry_events DROP COLUMN p_step` });
  const before = await rows(`SELECT create_table_query FROM system.tables WHERE database = '${database}'`);
  const { code, stdout } = await migrate();
  expect(code).toBe(1);
  expect(stdout).toMatch(message);
  expect(await rows(`SELECT create_table_query FROM system.tables WHERE database = '${database}'`)).toEqual(before);
});

it('refuses a migration that was applied with other statements', async () => {
  await migrate();
  const query = `INSERT INTO ${database}.plumbline_migrations (id, target, checksum) VALUES (1, 'product_telemetry_events', 'x')`;
  await client.command({ query });
  expect(await migrate(['--dry-run'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('applied with other statements') as string,
  });
});

it('is off where the environment leaves the adapter off', async () => {
  const environment = { PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: '', NODE_ENV: 'production' };
  expect(await migrate([], environment)).toEqual({
    code: 0,
    stdout: 'clickhouse: off in this environment\n',
    stderr: '',
  });
});

it('says that a server is not there, without its password', async () => {
  const password = ['hunter', '2'].join('');
  const { code, stderr } = await migrate([], { CLICKHOUSE_URL: `http://writer:${password}@127.0.0.1:1` });
  expect(code).toBe(2);
  expect(stderr).toContain('PLB_ADAPTER_OPEN');
  expect(stderr).not.toContain(password);
});

describe('doctor', () => {
  let front: HttpRecorder;

  beforeAll(async () => {
    front = await recordHttp({ forwardTo: { socketPath: engine.socketPath } });
  });

  afterAll(() => front.close());

  interface Check {
    readonly name: string;
    readonly status: string;
    readonly faults?: readonly { readonly what: string; readonly fix: string }[];
  }

  /** What it says of ClickHouse, with the server behind an address of its own. */
  async function diagnose(): Promise<readonly string[]> {
    const password = ['hunter', '2'].join('');
    const url = front.url.replace('//', `//writer:${password}@`);
    const { stdout } = await plumbline(['doctor', '--json'], {
      CLICKHOUSE_URL: url,
      PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: '',
    });
    expect(stdout).not.toContain(password);
    const { checks } = JSON.parse(stdout) as { readonly checks: readonly Check[] };
    const check = checks.find(({ name }) => name === 'clickhouse');
    return check?.status === 'ok' ? ['ok'] : (check?.faults ?? []).map(({ what, fix }) => `${what} | ${fix}`);
  }

  it('says what the store lacks, and nothing once it is there', async () => {
    expect(await diagnose()).toEqual([
      'the ClickHouse store lacks 1, 2, 3, 4, 5, 6, column p_is_urgent, column p_item, column p_round_count, column p_step, column p_team, column p_wait_ms | Run `npx plumbline migrate`.',
    ]);
    await migrate();
    expect(await diagnose()).toEqual(['ok']);
    expect(await rows(`SELECT count() AS n FROM ${database}.plumbline_migrations`)).toEqual([{ n: 6 }]);
  });

  it('says how the schema differs', async () => {
    await migrate();
    await client.command({ query: `ALTER TABLE ${database}.product_telemetry_events REMOVE TTL` });
    expect(await diagnose()).toEqual([
      expect.stringMatching(/its TTL is missing.* \| Run `ALTER TABLE .* MODIFY TTL .*173 DAY DELETE`/) as string,
    ]);
    configure("step: category(['a']), roundCount: flag()");
    await client.command({
      query: `ALTER TABLE ${database}.product_telemetry_events MODIFY TTL toDateTime(occurred_at) + INTERVAL 173 DAY`,
    });
    expect(await diagnose()).toEqual([
      expect.stringMatching(/^column p_round_count: the column is UInt32 and the catalog makes it Bool/) as string,
    ]);
  });

  it.each(['SELECT', 'INSERT', 'ALTER DELETE'])('says that the user may not %s', async (right) => {
    await migrate();
    front.answer(({ body }) => (body.startsWith(`CHECK GRANT ${right} `) ? { status: 200, body: '0\n' } : 'forward'));
    expect(await diagnose()).toEqual([
      expect.stringMatching(
        `^the ClickHouse user has no right to ${right} in ${database}, which .* \\| .*GRANT ${right} ON ${database}`,
      ) as string,
    ]);
    front.answer(() => 'forward');
  });

  it('leaves rights alone where the server is too old to say', async () => {
    await migrate();
    front.answer(({ body }) => (body.startsWith('CHECK GRANT') ? { status: 400, body: 'Syntax error' } : 'forward'));
    expect(await diagnose()).toEqual(['ok']);
    front.answer(() => 'forward');
  });

  it('says that the server lets nobody in', async () => {
    front.answer(({ path: address }) =>
      address.startsWith('/ping')
        ? 'forward'
        : {
            status: 403,
            headers: { 'x-clickhouse-exception-code': '516' },
            body: 'Code: 516. DB::Exception: writer: Authentication failed. (AUTHENTICATION_FAILED)',
          },
    );
    expect(await diagnose()).toEqual([expect.stringContaining('AUTHENTICATION_FAILED') as string]);
    front.answer(() => 'forward');
  });
});
