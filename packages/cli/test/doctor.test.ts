import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { recordHttp } from '@plumbline/testkit';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diagnose, found, healthyConfig, healthyProject, makeFolder, plumbline, presetManifest } from './support.ts';

const api = (version: string): object => ({ name: '@opentelemetry/api', version });

it('finds nothing in a healthy project', async () => {
  const report = await diagnose(healthyProject());
  expect(found(report)).toEqual([]);
  expect(report.checks.filter(({ status }) => status === 'blocked')).toEqual([]);
  expect(report.code).toBe(0);
});

describe('names the fault and its fix', () => {
  it('two copies of @opentelemetry/api', async () => {
    const folder = healthyProject({
      'package.json': {
        name: 'shop',
        type: 'module',
        scripts: { start: 'node src/main.ts' },
        dependencies: { '@plumbline/core': '*', '@plumbline/node': '*', '@opentelemetry/api': '^1.10.0', tracer: '*' },
      },
      'node_modules/@opentelemetry/api/package.json': api('1.10.0'),
      'node_modules/tracer/package.json': {
        name: 'tracer',
        version: '2.0.0',
        dependencies: { '@opentelemetry/api': '^1.9.0' },
      },
      'node_modules/tracer/node_modules/@opentelemetry/api/package.json': api('1.9.0'),
    });
    const report = await diagnose(folder);
    expect(found(report)).toEqual([
      'otel-api: 2 copies of @opentelemetry/api are installed: 1.10.0 (for shop); 1.9.0 (for tracer) | Keep one: add "overrides": { "@opentelemetry/api": "1.10.0" } to package.json (pnpm: to pnpm-workspace.yaml), install again, and check with `npm ls @opentelemetry/api`.',
    ]);
    expect(report.code).toBe(1);
  });

  describe('a server loaded before telemetry starts', () => {
    const files = {
      'src/main.ts':
        "// the server\nimport type { Server } from 'node:http';\nimport { routes } from './routes.ts';\nimport '../telemetry/start.ts';\n",
      'src/routes.ts':
        "import path from 'node:path';\nimport {\n  fastify,\n} from 'fastify';\nexport const routes = [];\n",
    };
    const withDependency = (name: string) => ({
      ...files,
      'package.json': {
        name: 'shop',
        type: 'module',
        scripts: { start: 'node src/main.ts' },
        dependencies: { '@plumbline/core': '*', '@plumbline/node': '*', [name]: '*' },
      },
      [`node_modules/${name}/package.json`]: { name, version: '1.0.0' },
    });

    it('is a fault where an instrumentation has to patch it', async () => {
      const report = await diagnose(healthyProject(withDependency('@opentelemetry/instrumentation-fastify')));
      expect(found(report)).toEqual([
        "hook-order: src/routes.ts:2 loads fastify before telemetry starts, so @opentelemetry/instrumentation-fastify cannot patch it | Make `import '../telemetry/start.ts'` (the file that calls `start` of @plumbline/node) the first import of src/main.ts.",
        expect.stringContaining(
          'hook-order: `npm start` does not preload @plumbline/node/register, so @opentelemetry/instrumentation-fastify does not see',
        ),
      ]);
    });

    it('is none where nothing patches: the baseline listens to channels', async () => {
      expect(found(await diagnose(healthyProject(withDependency('express-rate-limit'))))).toEqual([]);
    });
  });

  it('an entry that never starts telemetry', async () => {
    const report = await diagnose(healthyProject({ 'src/main.ts': "import path from 'node:path';\n" }));
    expect(found(report)).toEqual([expect.stringContaining('hook-order: src/main.ts never imports @plumbline/node')]);
  });

  it.each([
    ['missing', { PLUMBLINE_IDENTITY_KEY: '' }, 'PLUMBLINE_IDENTITY_KEY is not set, though events go to clickhouse'],
    ['short', { PLUMBLINE_IDENTITY_KEY: 'short' }, 'PLUMBLINE_IDENTITY_KEY has 5 characters, needs at least 32'],
  ])('a %s identity key', async (_how, env, what) => {
    const report = await diagnose(healthyProject(), env);
    expect(found(report)).toEqual([
      expect.stringMatching(new RegExp(`^identity-key: ${what} .*openssl rand -base64 32`)),
    ]);
  });

  it('a missing identity key in production where spans or log records leave', async () => {
    const config = "export default { service: { name: 'shop' } };";
    const folder = healthyProject({ 'plumbline.config.ts': config });
    const collector = { PLUMBLINE_IDENTITY_KEY: '', OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:1/v1/logs' };
    const keys = async (env: Record<string, string>): Promise<readonly string[]> =>
      found(await diagnose(folder, env)).filter((fault) => fault.startsWith('identity-key'));
    expect(await keys({ ...collector, NODE_ENV: 'production' })).toEqual([
      expect.stringContaining('though spans or log records go where OTEL_EXPORTER_OTLP_LOGS_ENDPOINT says | Put '),
    ]);
    expect(await keys(collector)).toEqual([]);
  });

  it('a process that holds the embedded ClickHouse folder and does not share it', async () => {
    const folder = healthyProject();
    const status = path.join(folder, '.plumbline/clickhouse/clickhouse/status');
    mkdirSync(path.dirname(status), { recursive: true });
    // flock(1) takes the lock the way the engine does, and its child keeps it.
    const holder = spawn('flock', ['-x', '-o', status, 'sh', '-c', 'echo held; exec cat']);
    onTestFinished(() => void holder.kill());
    await once(createInterface({ input: holder.stdout }), 'line');
    const report = await diagnose(folder);
    const [fault] = found(report);
    expect(fault).toMatch(
      /^embedded-clickhouse: process \d+ holds the embedded ClickHouse folder .plumbline\/clickhouse and does not share it \| Stop process \d+, or give this service a folder of its own with PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR\.$/,
    );
    holder.stdin.end();
    await once(holder, 'exit');
    expect((await diagnose(folder)).code).toBe(0);
  });

  it('an OTLP endpoint that nobody listens at, or that is none', async () => {
    const receiver = await startOtlpReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'collector:4318' };
    const first = await diagnose(healthyProject(), env);
    expect(found(first)).toEqual([
      'otlp: OTEL_EXPORTER_OTLP_LOGS_ENDPOINT is not an http or https address | Write it as http://host:4318.',
    ]);
    await receiver.close();
    const second = await diagnose(healthyProject(), { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    expect(found(second)).toEqual([
      `otlp: nothing answers at ${new URL(receiver.url).host}, where OTEL_EXPORTER_OTLP_ENDPOINT sends telemetry (ECONNREFUSED) | Start the collector, correct OTEL_EXPORTER_OTLP_ENDPOINT, or remove it to send nothing.`,
    ]);
  });

  it('a misspelt variable', async () => {
    const report = await diagnose(healthyProject(), { PLUMBLINE_IDENTIY_KEY: 'x', PLUMBLINE_WHATEVER_ELSE: 'x' });
    expect(found(report)).toEqual([
      'variables: PLUMBLINE_IDENTIY_KEY is set, but nothing reads it; did you mean PLUMBLINE_IDENTITY_KEY? | Rename it to PLUMBLINE_IDENTITY_KEY, or remove it.',
      expect.stringMatching(
        /^variables: PLUMBLINE_WHATEVER_ELSE is set, but nothing reads it \| Remove it; known are /,
      ),
    ]);
  });

  it('a ClickHouse that does not answer, is something else, or has no address; never with its password', async () => {
    await using real = await recordHttp();
    real.answer(({ path: at }) => ({ status: 200, body: at === '/ping' ? 'Ok.\n' : '' }));
    const url = real.url.replace('http://', 'http://user:s3cretword@');
    expect(found(await diagnose(healthyProject(), { CLICKHOUSE_URL: url }))).toEqual([]);
    real.answer(404);
    const other = await diagnose(healthyProject(), { CLICKHOUSE_URL: url });
    expect(found(other)).toEqual([
      expect.stringContaining("is not ClickHouse's HTTP interface (status 404) | Name the HTTP port"),
    ]);
    await real.close();
    const gone = await diagnose(healthyProject(), { CLICKHOUSE_URL: url });
    expect(found(gone)).toEqual([expect.stringContaining('(ECONNREFUSED) | Start the server, correct CLICKHOUSE_URL')]);
    const none = await diagnose(healthyProject(), { CLICKHOUSE_URL: 'tcp://db:9000' });
    expect(found(none)).toEqual([
      expect.stringContaining('CLICKHOUSE_URL is not an http or https address | Write it as'),
    ]);
    expect(JSON.stringify([other, gone, none])).not.toContain('s3cretword');
  });

  it.each([
    ['is absent', undefined, 'there is no plumbline.config.ts | Run `npx plumbline init`'],
    ['does not parse', 'export default {', 'plumbline.config.ts cannot be loaded: '],
    ['throws', "throw new Error('boom at load');", 'plumbline.config.ts cannot be loaded: boom at load | Correct'],
    ['imports what is not there', "import './telemetry/none.ts';", "cannot be loaded: Cannot find module '"],
    ['ends the process', 'process.exit(3);', 'cannot be loaded: it ended the process'],
    ['exports nothing', 'export const config = 1;', 'it has no default export'],
  ])('a configuration that %s', async (_how, config, what) => {
    const files = config === undefined ? {} : { 'plumbline.config.ts': config };
    const folder = healthyProject(files);
    if (config === undefined) rmSync(path.join(folder, 'plumbline.config.ts'));
    const report = await diagnose(folder);
    expect(found(report).filter((fault) => fault.startsWith('config: '))).toEqual([expect.stringContaining(what)]);
    expect(report.code).toBe(1);
  });

  it.each([
    ['has no service', 'export default {};', '`service.name` must be 1 to 100 letters'],
    ['sends without a catalog', healthyConfig.replace(' catalog,', ''), '`catalog` is missing, though'],
    ['has two sources', healthyConfig.replace('[clickhouse]', '[clickhouse, clickhouse]'), 'two sources of truth'],
    [
      'has something else for an adapter',
      healthyConfig.replace('[clickhouse]', '[clickhouse, 7]'),
      'holds something that is not an adapter',
    ],
    [
      'has an adapter that refuses',
      healthyConfig.replace('(env) => (', "(env) => { throw new Error('CLICKHOUSE_URL must be x'); }, x: (env) => ("),
      'clickhouse: CLICKHOUSE_URL must be x | Correct the variable',
    ],
  ])('without the preset, a configuration that %s', async (_how, config, what) => {
    const folder = healthyProject({ 'plumbline.config.ts': config });
    rmSync(path.join(folder, 'node_modules/@plumbline/node'), { recursive: true });
    const report = await diagnose(folder);
    expect(found(report).filter((fault) => fault.startsWith('config: '))).toEqual([expect.stringContaining(what)]);
    expect(report.code).toBe(1);
  });

  it('an expired event', async () => {
    const config = healthyConfig.replace(
      "expires: '2999-01-01' }",
      "expires: '2999-01-01' }, cart_opened: { expires: '2024-01-31' }",
    );
    expect(found(await diagnose(healthyProject({ 'plumbline.config.ts': config })))).toEqual([
      'catalog: the event cart_opened expired on 2024-01-31 | Remove cart_opened from the catalog, or have its purpose reviewed and set a new `expires`.',
    ]);
  });

  it('an audit spool that cannot be written', async () => {
    const folder = healthyProject({ 'data/audit': 'a file' });
    const report = await diagnose(folder, { PLUMBLINE_AUDIT_SPOOL_DIR: 'data/audit' });
    expect(found(report)).toEqual([
      expect.stringMatching(
        /^audit-spool: the audit spool \(PLUMBLINE_AUDIT_SPOOL_DIR\) is below something that is not a folder \| Make the folder/,
      ),
    ]);
  });

  it('a peer that is not installed', async () => {
    const report = await diagnose(
      healthyProject({
        'node_modules/@plumbline/node/package.json': presetManifest({
          peerDependencies: { zod: '^4.6.7', chdb: '^3.0.0' },
          peerDependenciesMeta: { chdb: { optional: true } },
        }),
      }),
    );
    expect(found(report)).toEqual([
      "peers: zod is not installed, and @plumbline/node needs it | npm install 'zod@^4.6.7'",
    ]);
  });

  it('embedded ClickHouse without its engine', async () => {
    const report = await diagnose(
      healthyProject({
        'package.json': {
          name: 'shop',
          scripts: { start: 'node src/main.ts' },
          type: 'module',
          dependencies: { '@plumbline/core': '*', '@plumbline/node': '*', '@plumbline/adapter-clickhouse': '*' },
        },
        'node_modules/@plumbline/adapter-clickhouse/package.json': {
          name: '@plumbline/adapter-clickhouse',
          version: '1.0.0',
          exports: {},
        },
      }),
    );
    expect(found(report)).toEqual([
      expect.stringContaining(
        'embedded-clickhouse: embedded ClickHouse is on, but chdb is not installed | npm install chdb',
      ),
    ]);
  });
});

it('reads variables from --env-file, under those of the shell', async () => {
  const folder = healthyProject({ 'service.env': `PLUMBLINE_AUDIT_SPOL_DIR=x\nPLUMBLINE_IDENTITY_KEY=short\n` });
  const report = await diagnose(folder, {}, ['--env-file', 'service.env']);
  expect(found(report)).toEqual([expect.stringContaining('did you mean PLUMBLINE_AUDIT_SPOOL_DIR')]);
});

it('knows every variable that the preset reads', async () => {
  const preset = readFileSync(path.join(import.meta.dirname, '../../node/src/environment.ts'), 'utf8');
  const names = [...new Set(preset.match(/\bPLUMBLINE_[A-Z_]+/g))];
  expect(names.length).toBeGreaterThan(5);
  const { checks } = await diagnose(healthyProject(), Object.fromEntries(names.map((name) => [name, 'x'.repeat(40)])));
  expect(checks.find(({ name }) => name === 'variables')).toMatchObject({ status: 'ok' });
});

it('says what it could not check, and ends with 2', async () => {
  const folder = healthyProject({
    'package.json': {
      name: 'shop',
      type: 'module',
      scripts: { start: 'next start' },
      dependencies: { '@plumbline/core': '*', '@plumbline/node': '*' },
    },
  });
  const { code, stdout } = await plumbline(['doctor'], { cwd: folder });
  expect(stdout).toMatch(/\? hook-order +not checked: package\.json has no `scripts\.start`/);
  expect(stdout).toContain('0 faults in 17 checks, 1 not checked');
  expect(code).toBe(2);
  expect((await diagnose(folder, {}, ['--entry', 'src/main.ts'])).code).toBe(0);
});

it('prints each fault with its fix below it', async () => {
  const { code, stdout } = await plumbline(['doctor'], {
    cwd: healthyProject(),
    env: { PLUMBLINE_IDENTITY_KEY: 'short' },
  });
  expect(stdout).toMatch(
    / {2}✗ identity-key +PLUMBLINE_IDENTITY_KEY has 5 characters.*\n +fix: Put PLUMBLINE_IDENTITY_KEY/,
  );
  expect(stdout).toContain('1 fault in 17 checks');
  expect(code).toBe(1);
});

it.each([
  ['of another version', 'export const start = () => undefined;\n', '@plumbline/node is of another version'],
  ['that does not load', "import 'not-there';\n", '@plumbline/node does not load: '],
])('does not call a configuration fine that a preset %s cannot judge', async (_how, code, why) => {
  const report = await diagnose(healthyProject({ 'node_modules/@plumbline/node/index.js': code }));
  expect(report.checks.find(({ name }) => name === 'config')).toMatchObject({
    status: 'blocked',
    note: expect.stringContaining(why) as string,
  });
  expect(report.code).toBe(2);
});

it('needs a project', async () => {
  const { code, stderr } = await plumbline(['doctor'], { cwd: makeFolder() });
  expect(code).toBe(2);
  expect(stderr).toContain(
    'PLB_CLI_USAGE: doctor: there is no readable package.json here or above\n  fix: Run it in the folder',
  );
});
