import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { postgresStore } from '@plumbline/audit/postgres';
import { applyGaugeTable, planGaugeTable } from '@plumbline/metrics/gauges';
import { start } from '@plumbline/node';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { expect, it, onTestFinished } from 'vitest';
import config from '../plumbline.config.ts';
import { startJobs } from '../src/jobs.ts';
import { type Database, openDatabase } from '../src/platform/database.ts';
import { settings } from '../src/platform/settings.ts';

/** Two workspaces: one with work of today in it, one that nobody has touched for a week and more. */
const ROWS = [
  `INSERT INTO organisations VALUES ('o', 'Acme', 'team')`,
  `INSERT INTO accounts VALUES ('a', 'o', 'ada@customer.example', 'x', 'admin')`,
  `INSERT INTO workspaces VALUES ('w1', 'o', 'Launch'), ('w2', 'o', 'Old'), ('w3', 'o', 'Empty')`,
  `INSERT INTO content_items (id, workspace_id, kind, title, status, changed_at) VALUES
     ('i1', 'w1', 'post', 'One', 'draft', now()), ('i2', 'w1', 'post', 'Two', 'in_approval', now() - interval '1 day'),
     ('i3', 'w2', 'post', 'Three', 'in_approval', now() - interval '8 days'), ('i4', 'w2', 'post', 'Four', 'draft', now() - interval '9 days')`,
  `INSERT INTO comments VALUES ('c1', 'i4', 'a', 'Still wanted?', now() - interval '3 days')`,
  `INSERT INTO feedback_reports VALUES ('f1', 'a', 'bug', 'It broke'), ('f2', 'a', 'idea', 'More')`,
  `INSERT INTO invites VALUES ('n1', 'w1', 'x@customer.example', 'viewer', 'pending', now() - interval '31 days'),
     ('n2', 'w1', 'y@customer.example', 'viewer', 'pending', now()), ('n3', 'w1', 'z@customer.example', 'viewer', 'accepted', now())`,
];

async function openFilled(directory: string): Promise<Database> {
  const database = await openDatabase({ ...settings(), databaseUrl: undefined, dataDirectory: directory });
  await postgresStore(database, { allowOwner: true }).migrate();
  await applyGaugeTable(database, await planGaugeTable(database));
  for (const text of ROWS) await database.query(text);
  return database;
}

it('counts how the work stands in its own database, and expires invites that are too old', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'approvals-'));
  await using receiver = await startOtlpReceiver();
  const database = await openFilled(path.join(directory, 'data'));
  const plumbline = await start(config, {
    audit: { store: postgresStore(database, { allowOwner: true }) },
    gauges: { database },
    signals: false,
    logDestination: { write: () => undefined },
    environment: {
      NODE_ENV: 'test',
      PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
      PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: path.join(directory, 'clickhouse'),
      PLUMBLINE_AUDIT_SPOOL_DIR: path.join(directory, 'spool'),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_TRACES_EXPORTER: 'none',
    },
  });
  onTestFinished(async () => {
    await plumbline.shutdown();
    await database.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const seen = (): Record<string, unknown> =>
    Object.fromEntries(
      receiver
        .metrics()
        .filter(({ name }) => name.startsWith('plumbline.workflow.') || name.startsWith('plumbline.job.runs'))
        .map(({ name, attributes, value }) => {
          const { 'plumbline.job.name': job, status, window, outcome } = attributes;
          const labels = [job, status, window, outcome].filter((label) => typeof label === 'string');
          return [[name, ...labels].join(' '), value];
        }),
    );
  await expect.poll(() => plumbline.flush().then(seen)).toHaveProperty(['plumbline.workflow.pending_invites']);
  expect(seen()).toMatchObject({
    'plumbline.workflow.content_items draft': 2,
    'plumbline.workflow.content_items in_approval': 2,
    'plumbline.workflow.content_items approved': 0,
    'plumbline.workflow.feedback_reports open': 2,
    'plumbline.workflow.feedback_reports closed': 0,
    'plumbline.workflow.pending_invites': 2,
    'plumbline.workflow.stale_approvals': 1,
    'plumbline.workflow.active_workspaces 24h': 1,
    'plumbline.workflow.active_workspaces 7d': 2,
    'plumbline.job.runs expire_invites success': 0,
  });

  const stop = startJobs(database, plumbline);
  const statuses = (): Promise<unknown[]> =>
    database
      .query<{ status: string }>('SELECT status FROM invites ORDER BY id')
      .then(({ rows }) => rows.map(({ status }) => status));
  await expect.poll(statuses).toEqual(['expired', 'pending', 'accepted']);
  stop();
  await expect
    .poll(() => plumbline.flush().then(seen))
    .toMatchObject({ 'plumbline.job.runs expire_invites success': 1 });
});
