import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { postgresStore } from '@plumbline/audit/postgres';
import { type Clock, createIdMaker, type OutboundEvent, systemClock } from '@plumbline/core';
import { start } from '@plumbline/node';
import { expect, it, onTestFinished, vi } from 'vitest';
import config from '../plumbline.config.ts';
import { openDatabase } from '../src/platform/database.ts';
import { hashToken } from '../src/platform/passwords.ts';
import { settings } from '../src/platform/settings.ts';
import { openDashboard } from '../src/telemetry/dashboard.ts';

const program = path.resolve(import.meta.dirname, '../../../packages/cli/src/main.ts');

it('has a lock of its reported numbers that is what the definitions say: `plumbline metrics --check`', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=plumbline:source', program, 'metrics', '--check'],
    { cwd: path.resolve(import.meta.dirname, '..'), env: { PATH: process.env['PATH'] } },
  );
  expect(stdout).toBe('');
}, 300_000);

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** The Monday of the week, which has been over for longer than anything is on its way. */
const monday = Math.floor((Date.now() - 4 * DAY_MS) / WEEK_MS) * WEEK_MS + 4 * DAY_MS - 2 * WEEK_MS;

const makeId = createIdMaker();

const eventAt = (at: number, person: number): OutboundEvent => ({
  eventId: makeId(),
  name: 'comment_added',
  schemaVersion: '2026-05-telemetry-v1',
  occurredAt: at,
  ingestedAt: at,
  source: 'api',
  sessionId: 's',
  anonymousUserId: `p${person}`,
  orgIdHash: 'o',
  routePattern: '/items/:itemId/comments',
  payload: { feature: 'content', surface: 'api', role: 'editor', plan: 'team' },
});

/** Seven people in that week, and somebody before it: what is asked about was recorded from its beginning. */
async function fill(directory: string): Promise<void> {
  await using adapter = clickhouse({ embedded: { directory } });
  const people = Array.from({ length: 7 }, (_, person) => eventAt(monday + 2 * DAY_MS, person));
  const events = [eventAt(monday - DAY_MS, 99), ...people];
  expect(await adapter.send({ id: makeId(), events })).toEqual({ kind: 'delivered' });
}

it('keeps what has finished, as a job, and shows it to leadership', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'approvals-'));
  const clickhouse = path.join(directory, 'clickhouse');
  await fill(clickhouse);
  vi.stubEnv('PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR', clickhouse);
  const database = await openDatabase({
    ...settings(),
    databaseUrl: undefined,
    dataDirectory: path.join(directory, 'data'),
  });
  const auditStore = postgresStore(database, { allowOwner: true });
  await auditStore.migrate();
  const plumbline = await start(config, {
    audit: { store: auditStore },
    signals: false,
    logDestination: { write: () => undefined },
    environment: {
      NODE_ENV: 'test',
      PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
      PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: clickhouse,
      PLUMBLINE_AUDIT_SPOOL_DIR: path.join(directory, 'spool'),
      OTEL_SDK_DISABLED: 'true',
    },
  });
  const due: (() => void)[] = [];
  const clock: Clock = {
    ...systemClock,
    after: (_ms, fn) => {
      due.push(fn);
      return { cancel: () => undefined };
    },
  };
  const pages = openDashboard(database, plumbline, { staffOrganisation: 'o', clock });
  onTestFinished(async () => {
    await pages.reports.stop();
    await plumbline.shutdown();
    await pages.close();
    await database.close();
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true, force: true });
  });
  await database.query(`INSERT INTO organisations VALUES ('o', 'Acme', 'team')`);
  await database.query(`INSERT INTO accounts VALUES ('a', 'o', 'ada@staff.example', 'x', 'admin')`);
  await database.query('INSERT INTO sessions VALUES ($1, $2)', [hashToken('t'), 'a']);
  // Whoever signs up is the admin of an organisation: a customer, and no staff.
  await database.query(`INSERT INTO organisations VALUES ('c', 'Customer', 'enterprise')`);
  await database.query(`INSERT INTO accounts VALUES ('b', 'c', 'eve@customer.example', 'x', 'admin')`);
  await database.query('INSERT INTO sessions VALUES ($1, $2)', [hashToken('u'), 'b']);
  const ask = (address: string, session: string): Promise<Response> =>
    pages.dashboard(new Request(`http://app.test/telemetry${address}`, { headers: { cookie: `session=${session}` } }));
  const get = async (address: string): Promise<string> => (await ask(address, 't')).text();
  for (const page of ['/', '/executive', '/audit', '/panel/captureVolume.csv?plan=team']) {
    expect([page, (await ask(page, 'u')).status]).toEqual([page, 404]);
    expect([page, (await ask(page, 't')).status]).toEqual([page, 200]);
  }
  const week = new Date(monday).toISOString().slice(0, 10);
  expect(due).toHaveLength(1);
  due[0]?.();
  // The next run is planned when this one is over.
  await expect.poll(() => due.length, { timeout: 60_000 }).toBe(2);
  expect(await get('/panel/reported_numbers.csv?period=week')).toContain(`active_people,${week},,7,1,finished`);
  const page = await get('/executive?period=week');
  expect(page).not.toContain('Withheld');
  expect(page).toContain('id="active_people_by_plan"');
}, 120_000);
