import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { type OtlpReceiver, startOtlpReceiver } from '@plumbline/testkit/otlp';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumPath } from '../src/chromium.ts';
import { openStore } from '../src/store.ts';
import { until } from '../src/until.ts';

const APP = path.resolve(import.meta.dirname, '../../../examples/next-app');
const NEXT = path.join(APP, 'node_modules/next/dist/bin/next');
const ENVIRONMENT = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NEXT_MANUAL_SIG_HANDLE: 'true' } as const;

let folder: string;
let receiver: OtlpReceiver;

interface Line {
  readonly msg?: string;
  readonly request_id?: string;
  readonly trace_id?: string;
}

/** The example as it is deployed: built, started, asked, and ended by SIGTERM. */
async function startExample() {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [NEXT, 'start', '-p', '0', '-H', '127.0.0.1'], {
    cwd: APP,
    env: {
      PATH,
      HOME,
      ...ENVIRONMENT,
      PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: path.join(folder, 'clickhouse'),
      PLUMBLINE_AUDIT_SPOOL_DIR: path.join(folder, 'spool'),
      PLUMBLINE_IDENTITY_KEY: 'k'.repeat(44),
      AUDIT_FILE: path.join(folder, 'audit.sqlite'),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Line[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) lines.push(JSON.parse(line) as Line);
    const found = /http:\/\/\S+:\d+/.exec(line)?.[0];
    if (found !== undefined) resolve(found.replace('localhost', '127.0.0.1'));
  });
  const origin = await promise;
  const status = await until(
    async () => (await fetch(`${origin}/readyz`)).status,
    (answer) => answer === 200,
  );
  expect(status).toBe(200);
  return {
    origin,
    lines,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plumbline-next-'));
  receiver = await startOtlpReceiver();
  const { PATH, HOME } = process.env;
  const built = spawnSync(process.execPath, [NEXT, 'build'], {
    cwd: APP,
    env: { PATH, HOME, ...ENVIRONMENT },
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stdout + built.stderr);
});

afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

it('counts after a yes alone, and a click, its call, the statement and the line are one trace', async () => {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  let decided: { traceId: string; requestId: string } | undefined;
  {
    await using example = await startExample();
    const page = await browser.newPage();
    const posted: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posted.push(new URL(request.url()).pathname);
    });
    await page.goto(`${example.origin}/?token=canary`);
    await page.click('button[value=ada]');
    await page.waitForURL(`${example.origin}/`);
    await page.click('text=Launch video');
    await page.waitForSelector('main button');
    expect(posted).toEqual(['/api/session']);
    await page.click('footer >> text=Yes');
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/decision')),
      page.click('main >> text=Approve'),
    ]);
    const traceparent = (await answer.request().allHeaders())['traceparent'] ?? '';
    decided = { traceId: traceparent.split('-')[1] ?? '', requestId: answer.headers()['x-request-id'] ?? '' };
    expect(answer.status()).toBe(200);
    // A page that goes away sends what it has.
    await page.goto(`${example.origin}/telemetry`);
    expect(await page.title()).toContain('Approvals');
    const line = example.lines.find(({ msg }) => msg === 'item decided');
    expect(line).toMatchObject({ trace_id: decided.traceId, request_id: decided.requestId });
  }
  await browser.close();
  const spans = receiver.spans().filter((span) => span.traceId === decided?.traceId);
  expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['UPDATE items']));
  await using store = openStore(path.join(folder, 'clickhouse'));
  const events = await store.events();
  const names = events.map(({ name, route_pattern: route }) => `${name} ${route}`).toSorted();
  expect(names).toEqual(expect.arrayContaining(['feature_viewed /items/:id', 'page_viewed /items/:id']));
  expect(names.filter((name) => name.startsWith('approval_submitted'))).toHaveLength(1);
  expect(JSON.stringify(events)).not.toMatch(/canary|account-17|org-3|item-2/);
});
