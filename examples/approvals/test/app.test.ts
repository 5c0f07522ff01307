import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { queryAudit } from '@plumbline/audit';
import { postgresStore } from '@plumbline/audit/postgres';
import { type BaselineOf, start } from '@plumbline/node';
import { installBaseline } from '@plumbline/node/fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import config from '../plumbline.config.ts';
import { createApp } from '../src/app.ts';
import { createFolderStore } from '../src/platform/blobs.ts';
import { type Database, openDatabase } from '../src/platform/database.ts';
import { settings } from '../src/platform/settings.ts';
import { catalog } from '../src/telemetry/catalog.ts';

let directory: string;
let database: Database;
let baseline: BaselineOf<typeof config>;
let origin: string;
let close: () => Promise<void>;
const lines: string[] = [];
const told: string[] = [];

beforeAll(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'approvals-'));
  database = await openDatabase({ ...settings(), databaseUrl: undefined, dataDirectory: path.join(directory, 'data') });
  const store = postgresStore(database, { allowOwner: true });
  await store.migrate();
  baseline = await start(config, {
    audit: { store },
    signals: false,
    logDestination: { write: (line) => void lines.push(line) },
    environment: {
      NODE_ENV: 'test',
      PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
      PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: path.join(directory, 'clickhouse'),
      PLUMBLINE_AUDIT_SPOOL_DIR: path.join(directory, 'spool'),
    },
  });
  const app = createApp({
    database,
    blobs: createFolderStore(path.join(directory, 'blobs'), 0.5),
    notifications: { send: async ({ template }) => void told.push(template) },
    telemetry: { ...baseline, install: (server) => installBaseline(server, baseline, { errorHandler: false }) },
  });
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
  close = async () => {
    await app.close();
    await baseline.shutdown();
    await database.close();
  };
});

afterAll(async () => {
  await close();
  rmSync(directory, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly requestId: string;
  readonly body: { id: string; token: string; attached: boolean; error: { code: string; request_id: string } };
}

async function call(method: string, route: string, body?: unknown, token?: string): Promise<Answer> {
  const response = await fetch(`${origin}${route}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? '',
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  };
}

const admin = { email: 'ada@customer.example', password: 'a-long-password' };

async function signIn(): Promise<string> {
  await call('POST', '/organisations', { ...admin, organisation: 'Acme', plan: 'team' });
  return (await call('POST', '/login', admin)).body.token;
}

describe('approvals', () => {
  it('takes content from a draft to a decision, and records each step once', async () => {
    const token = await signIn();
    const workspace = await call('POST', '/workspaces', { name: 'Launch' }, token);
    const items = `/workspaces/${workspace.body.id}/items`;
    const first = await call('POST', items, { kind: 'post', title: 'One', attachment: 'YQ==' }, token);
    const second = await call('POST', items, { kind: 'post', title: 'Two', attachment: 'YQ==' }, token);
    expect([first.body.attached, second.body.attached]).toEqual([true, false]);
    expect((await call('POST', `/items/${first.body.id}/submit`, undefined, token)).status).toBe(204);
    const decided = await call('POST', `/items/${first.body.id}/decisions`, { decision: 'approved' }, token);
    expect(decided.status).toBe(201);
    expect((await call('POST', `/items/${first.body.id}/decisions`, { decision: 'approved' }, token)).status).toBe(409);
    expect(told).toEqual(['decision']);

    const { accepted } = baseline.events.snapshot();
    expect(accepted).toBe(6);
    await baseline.audit.flush();
    const { rows } = await database.query<{ action: string; request_id: string }>(
      `SELECT action, request_id FROM audit_log WHERE action = 'approval.decided'`,
    );
    expect(rows).toEqual([{ action: 'approval.decided', request_id: decided.requestId }]);
  });

  it('records what the browser tells only of people who said yes, and counts the rest', async () => {
    const token = await signIn();
    const page = async (session: string, name: string, payload: object): Promise<unknown> => {
      const event = {
        event_id: randomUUID(),
        name,
        schema_version: catalog.version,
        session_id: 'ses_abcdefgh',
        route_pattern: '/items/:itemId',
        occurred_at: Date.now(),
        payload: { feature: 'content', surface: 'page', ...payload },
      };
      const headers = {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        cookie: `session=${session}`,
      };
      const response = await fetch(`${origin}/_t`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ v: 1, events: [event] }),
      });
      return response.json();
    };
    const consent = (analytics: unknown): Promise<Answer> => call('PUT', '/me/consent', { analytics }, token);
    const refused = (): number => baseline.events.snapshot().refused.consent ?? 0;
    const before = refused();
    expect(await page(token, 'page_viewed', {})).toMatchObject({ accepted: 0 });
    expect(refused()).toBe(before + 1);
    // What does not wait for consent is recorded all the same.
    const fault = { boundary: 'app', errorClass: 'TypeError' };
    expect(await page(token, 'client_error', fault)).toMatchObject({ accepted: 1 });
    expect((await consent(true)).status).toBe(204);
    expect(await page(token, 'page_viewed', {})).toMatchObject({ accepted: 1 });
    // Nobody else said it, and it can be taken back.
    expect(await page('somebody-else', 'page_viewed', {})).toMatchObject({ accepted: 0 });
    expect((await consent(false)).status).toBe(204);
    expect(await page(token, 'page_viewed', {})).toMatchObject({ accepted: 0 });
    expect((await consent('yes')).status).toBe(400);
    await baseline.audit.flush();
    const { records } = await queryAudit(postgresStore(database), { action: 'consent.changed', limit: 10 });
    expect(new Set(records.map(({ metadata }) => metadata?.['analytics']))).toEqual(new Set(['given', 'withdrawn']));
    expect(records).toHaveLength(2);
  });

  it('answers a failure with a code and the ID that finds everything else, and never with a message', async () => {
    const token = await signIn();
    const broken = await call('GET', '/items/%00', undefined, token);
    const [failed, ...more] = lines.filter(
      (line) => line.includes(broken.requestId) && line.includes('unhandled error'),
    );
    expect(more).toEqual([]);
    const { error_id: errorId } = JSON.parse(failed ?? '{}') as { readonly error_id?: string };
    expect(errorId).toMatch(/^[0-9a-f]{16}$/);
    expect(broken).toMatchObject({
      status: 500,
      body: { error: { code: 'internal', request_id: broken.requestId, error_id: errorId } },
    });
    const missing = await call('GET', '/nowhere');
    expect(missing).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found', request_id: missing.requestId } },
    });
  });

  it('records who was turned away', async () => {
    await signIn();
    const denied = await call('POST', '/login', { ...admin, password: 'wrong-password' });
    expect(denied).toMatchObject({ status: 401, body: { error: { code: 'bad_credentials' } } });
    await baseline.audit.flush();
    const { records } = await queryAudit(postgresStore(database), {
      action: 'login.failed',
      outcome: 'denied',
      limit: 10,
    });
    expect(records.map((record) => record.request_id)).toContain(denied.requestId);
  });

  it('writes no address and no password into its log', () => {
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => /customer\.example|long-password|wrong-password/.test(line))).toEqual([]);
  });
});
