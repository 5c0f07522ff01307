import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { recordHttp } from '@plumbline/testkit';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { expect, it } from 'vitest';
import { findPlanted, makeSecret, plant } from '../../src/doctor/live/planted.ts';
import { readOtlpAnswer } from '../../src/doctor/live/otlp-answer.ts';
import { diagnose, KEY, plumbline, writeFiles } from '../support.ts';
import { liveApp, startTracker } from './live-app.ts';

/** Each check of the canary in one line, as it is shown. */
async function live(folder: string, env: Record<string, string>, args: readonly string[] = []) {
  const { code, checks, canary } = await diagnose(folder, env, ['--live', '--timeout', '60', ...args]);
  const lines = checks.flatMap(({ name, status, note, faults = [] }) =>
    name.startsWith('live')
      ? [`${name}: ${status} ${note ?? faults.map(({ what, fix }) => `${what} | ${fix}`).join(' & ')}`]
      : [],
  );
  return { code, canary: canary ?? '', lines };
}

const host = (url: string): string => new URL(url).host;

const GONE = 'http://127.0.0.1:9';

/** So that a busy machine is no fault of a collector that answers. */
const PATIENT = { OTEL_EXPORTER_OTLP_TIMEOUT: '10000' };

it('sends one marked canary through everything and says what acknowledged it', async () => {
  await using receiver = await startOtlpReceiver();
  const tracker = await startTracker();
  const folder = liveApp();
  const env = { ...PATIENT, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, SENTRY_DSN: tracker.dsn, SHELF: '1' };
  // The store of the audit trail is there once the service has run.
  execFileSync(process.execPath, ['--conditions=plumbline:source', 'src/main.ts'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PLUMBLINE_IDENTITY_KEY: KEY },
  });
  const { code, canary, lines } = await live(folder, env, ['--as', 'op-7']);
  const redacted = 'the planted secret was redacted by github-token';
  const taken = `${host(receiver.url)} answered 200 and refused nothing`;
  expect(lines).toEqual([
    `live stdout: ok arrived: one line at level info; ${redacted}`,
    `live otlp traces: ok arrived: ${taken}; ${redacted}`,
    `live otlp metrics: ok arrived: ${taken}; the planted secret stood where nothing leaves`,
    `live otlp logs: ok arrived: ${taken}; ${redacted}`,
    `live errors: ok arrived: ${host(tracker.dsn)} answered 200 with the ID of the event; ${redacted}`,
    'live prometheus: not_needed off: no scrape endpoint is configured',
    'live events shelf: ok arrived: acknowledged, and read back by its ID',
    `live audit: ok arrived: the record doctor.canary was read back by its ID; ${redacted}`,
  ]);
  expect(code).toBe(0);

  // Everything that left is marked, and is nothing of a replica's.
  expect(receiver.faults).toEqual([]);
  const span = receiver.spans().find(({ name }) => name === 'plumbline.canary');
  expect(span?.attributes['plumbline.canary']).toBe(canary);
  expect(receiver.resources().map((resource) => resource['service.instance.id'])).toEqual(
    receiver.resources().map(() => canary),
  );
  expect(receiver.sumOf('plumbline.canary', { sender: 'doctor' })).toBe(1);
  const line = receiver.logs().find(({ body }) => body === 'plumbline canary');
  expect(line).toMatchObject({ traceId: span?.traceId, attributes: { 'plumbline.request.id': canary } });
  expect(tracker.envelopes).toHaveLength(1);
  expect(tracker.envelopes[0]).toContain(`"request_id":"${canary}"`);
  const [event] = readFileSync(path.join(folder, 'shelf.ndjson'), 'utf8').trim().split('\n');
  expect(JSON.parse(event ?? '')).toMatchObject({ name: 'doctor_canary_sent', payload: { surface: 'cli' } });
  // The folders of the service are the service's.
  expect(existsSync(path.join(folder, '.plumbline/events'))).toBe(false);
  expect(readdirSync(path.join(folder, '.plumbline/audit')).filter((name) => name.endsWith('.journal'))).toEqual([]);
}, 300_000);

it('gives each refusal its own line with its fix, and never a value', async () => {
  await using bad = await recordHttp();
  bad.answer(400);
  await using closed = await recordHttp();
  closed.answer(401);
  await using busy = await startOtlpReceiver();
  busy.answer('too_many');
  const tracker = await startTracker();
  const { code, lines } = await live(liveApp(), {
    ...PATIENT,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${bad.url}/v1/traces`,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${closed.url}/v1/metrics`,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${busy.url}/v1/logs`,
    SENTRY_DSN: tracker.wrongDsn,
    SHELF: '1',
    SHELF_REFUSES: '1',
  });
  expect(code).toBe(1);
  expect(lines.slice(1)).toEqual([
    `live otlp traces: fault ${host(bad.url)} answered 400 | Name the port of OTLP over HTTP (4318), and set OTEL_EXPORTER_OTLP_PROTOCOL to a form that the collector takes: http/protobuf or http/json.`,
    `live otlp metrics: fault ${host(closed.url)} answered 401 | Correct the credentials in OTEL_EXPORTER_OTLP_HEADERS.`,
    `live otlp logs: fault ${host(busy.url)} answered 429 | The collector turns senders away: raise its limit, or lower what is sent (OTEL_TRACES_SAMPLER_ARG, LOG_LEVEL).`,
    `live errors: fault ${host(tracker.dsn)} answered 403 | The key in SENTRY_DSN is not accepted: copy the DSN again from the project settings (Client Keys).`,
    'live prometheus: not_needed off: no scrape endpoint is configured',
    'live events shelf: fault the event was not acknowledged (rejected: Error) | See whether the destination runs and takes what is sent, and correct SHELF.',
    expect.stringContaining('live audit: blocked the audit store is handed to `start`'),
  ]);
  expect(lines.join()).not.toMatch(/b2b2|hidden/);
}, 300_000);

it('does not take a refusal in part, a page, a closed port or a lost row for an arrival', async () => {
  await using partly = await startOtlpReceiver();
  partly.answer('partial');
  await using page = await recordHttp();
  page.answer(() => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>welcome</html>' }));
  const folder = liveApp();
  writeFiles(folder, {
    'store.ts':
      "import { sqliteStore } from '@plumbline/audit/sqlite';\nconst store = sqliteStore({ path: 'own.sqlite' });\nawait store.migrate();\nexport default { audit: { store: { ...store, append: () => Promise.reject(new Error('read only')) } } };\n",
  });
  const { code, lines } = await live(
    folder,
    {
      ...PATIENT,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${partly.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${page.url}/v1/metrics`,
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${GONE}/v1/logs`,
      SHELF: '1',
      SHELF_LOSES: '1',
    },
    ['--start-options', path.join(folder, 'store.ts')],
  );
  expect(code).toBe(1);
  expect(lines.slice(1)).toEqual([
    expect.stringMatching(
      /^live otlp traces: fault .* answered 200 and refused 1 of what it was sent \(partial success\)/,
    ),
    expect.stringContaining('live otlp metrics: fault'),
    expect.stringMatching(/^live otlp logs: fault 127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\) \| Start it/),
    'live errors: not_needed off: SENTRY_DSN is not set',
    'live prometheus: not_needed off: no scrape endpoint is configured',
    expect.stringContaining('live events shelf: fault the event was acknowledged and is not there'),
    expect.stringContaining('live audit: fault the record is not in the store'),
  ]);
  expect(lines[2]).toContain('answered 200 with something that is not OTLP');
}, 300_000);

it('ends at its deadline where nothing answers, with what the others said', async () => {
  await using silent = await startOtlpReceiver();
  silent.answer('hang');
  const tracker = await startTracker();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: silent.url, SENTRY_DSN: tracker.dsn, SHELF: '1' };
  const { code, lines } = await live(liveApp({ event: false }), env, ['--timeout', '20']);
  expect(code).toBe(1);
  for (const [index, signal] of ['traces', 'metrics', 'logs'].entries())
    expect(lines[index + 1]).toContain(
      `live otlp ${signal}: fault ${host(silent.url)} took the request and gave no answer in time`,
    );
  expect(lines[4]).toContain('live errors: ok arrived');
  expect(lines[6]).toBe(
    'live events shelf: ok not proven: opened; it was sent nothing, as the catalog has no event doctor_canary_sent',
  );
}, 300_000);

it('says what is off, why a start is refused, and what goes with it', async () => {
  const folder = liveApp();
  const { code, stdout } = await plumbline(['doctor', '--live', '--as', 'op-7'], { cwd: folder });
  expect(stdout).toMatch(/ - live otlp traces +off: OTEL_EXPORTER_OTLP_ENDPOINT is not set\n/);
  expect(stdout).toMatch(/ - live events shelf +off: none of SHELF is set\n/);
  expect(stdout).toMatch(/everything that was sent has the request ID canary-[\da-f]{12}\n/);
  expect(code).toBe(2);
  const refused = await live(folder, { LOG_LEVEL: 'loud' });
  expect(refused.lines).toEqual([expect.stringMatching(/^live: fault the service would not start: .*LOG_LEVEL/s)]);
  expect(refused.code).toBe(1);
  for (const args of [
    ['--timeout', '5'],
    ['--live', '--timeout', '0'],
    ['--live', '--as', 'jane@example.com'],
    ['--live', '--start-options', 'none.ts'],
  ]) {
    expect(await plumbline(['doctor', ...args], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('PLB_CLI_USAGE: doctor: `--'),
    });
  }
}, 300_000);

it('scrapes the running service, and does not take its port', async () => {
  await using service = await recordHttp();
  service.answer(() => ({ status: 200, body: '# TYPE up gauge\nup 1\n# TYPE b gauge\nb 1\n' }));
  const { port } = new URL(service.url);
  const env = { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: port };
  const folder = liveApp();
  const first = await live(folder, env);
  expect(first.lines).toContain(
    `live prometheus: ok arrived: 127.0.0.1:${port} shows 2 metrics of the running service`,
  );
  expect(first.lines).toContain(
    'live otlp metrics: not_needed off: OTEL_METRICS_EXPORTER or OTEL_SDK_DISABLED turns it off',
  );
  await service.close();
  expect((await live(folder, env)).lines).toContain(
    `live prometheus: blocked nothing answers at 127.0.0.1:${port}; start the service and run this again`,
  );
}, 300_000);

it('finds a planted secret, or half of one, and the rule that took it', () => {
  const secret = makeSecret();
  expect(findPlanted(`x ${plant(secret)} y`, secret)).toEqual({ kind: 'reached' });
  expect(findPlanted(secret.slice(10), secret)).toEqual({ kind: 'reached' });
  expect(findPlanted(plant('[redacted:some-rule]'), secret)).toEqual({ kind: 'redacted', rule: 'some-rule' });
  expect(findPlanted('nothing', secret)).toEqual({ kind: 'left-out' });
});

it('reads what a collector refused, in both forms', () => {
  const json = (value: unknown) => readOtlpAnswer('application/json', Buffer.from(JSON.stringify(value)));
  expect(json({})).toEqual({ rejected: 0 });
  expect(json({ partialSuccess: { rejectedDataPoints: '12', errorMessage: 'x' } })).toEqual({ rejected: 12 });
  const protobuf = (...bytes: number[]) => readOtlpAnswer('application/x-protobuf', Buffer.from(bytes));
  expect(protobuf()).toEqual({ rejected: 0 });
  expect(protobuf(10, 3, 8, 0xac, 2)).toEqual({ rejected: 300 });
  // A warning without a refusal.
  expect(protobuf(10, 3, 18, 1, 120)).toEqual({ rejected: 0 });
  expect(protobuf(10, 9, 8)).toBeUndefined();
  expect(readOtlpAnswer('text/html', Buffer.from('<html>'))).toBeUndefined();
});
