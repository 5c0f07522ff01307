import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createProductQueries } from '@plumbline/adapter-clickhouse';
import { defineConfig } from '@plumbline/core';
import { start } from '@plumbline/node';
import { defineCatalog } from '@plumbline/schema';
import { expect, it, onTestFinished } from 'vitest';
import { catalog } from '../src/telemetry/catalog.ts';

const program = path.resolve(import.meta.dirname, '../../../packages/cli/src/main.ts');

/** A service of the release before, which has never heard of today's version. */
async function keepAside(directory: string, ids: readonly string[]): Promise<void> {
  const older = defineCatalog({ version: '2026-01-telemetry-v0', events: {} });
  const config = defineConfig({
    service: { name: 'approvals' },
    catalog: older,
    events: { quarantine: { directory } },
  });
  const live = { environment: {}, signals: false, logDestination: { write: () => undefined } };
  const plumbline = await start(config, live);
  const events = ids.map((id) => ({
    event_id: id,
    // A replay has nobody who could have agreed, so that it stores what waits for no consent.
    name: 'client_error',
    schema_version: catalog.version,
    session_id: 'ses_abcdefgh',
    route_pattern: '/items/:id',
    occurred_at: Date.now(),
    payload: { feature: 'approvals', surface: 'page', boundary: 'app', errorClass: 'TypeError' },
  }));
  const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  const answer = await plumbline.ingest(
    new Request('http://app.test/_t', { method: 'POST', body: JSON.stringify({ v: 1, events }), headers }),
  );
  expect(await answer.json()).toMatchObject({ accepted: 0 });
  await plumbline.shutdown();
}

it('stores what came under a version that only this release knows, once, however often it is replayed', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'approvals-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [kept, copy, store] = ['kept', 'copy', 'clickhouse'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  const ids = Array.from({ length: 50 }, () => randomUUID());
  await keepAside(kept, ids);
  cpSync(kept, copy, { recursive: true });

  const replay = async (directory: string): Promise<string> => {
    const args = ['--conditions=plumbline:source', program, 'events', 'replay-quarantine'];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: path.resolve(import.meta.dirname, '..'),
      env: {
        PATH: process.env['PATH'],
        PLUMBLINE_EVENTS_QUARANTINE_DIR: directory,
        PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: store,
      },
    });
    return stdout;
  };
  expect(await replay(kept)).toBe('accepted: 50\n');
  expect(readdirSync(kept)).toEqual([]);
  expect(await replay(copy)).toBe('accepted: 50\n');

  const queries = createProductQueries({ embedded: { directory: store } });
  onTestFinished(() => queries.close());
  const rows = await queries.query(
    `SELECT toString(event_id) AS id, schema_version, source, anonymous_user_id AS user
     FROM plumbline.product_telemetry_events FINAL ORDER BY id`,
    {},
  );
  expect(rows).toEqual(ids.toSorted().map((id) => ({ id, schema_version: catalog.version, source: 'web', user: '' })));
}, 300_000);
