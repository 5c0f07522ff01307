import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { clickhouse, createProductQueries } from '@plumbline/adapter-clickhouse';
import { posthog } from '@plumbline/adapter-posthog';
import { type AuditRow, createAudit, defineActions, starterActions } from '@plumbline/audit';
import { sqliteStore } from '@plumbline/audit/sqlite';
import type { Lifecycle } from '@plumbline/core';
import { createPseudonymizer, createRequestContext, hashFor } from '@plumbline/core/context';
import { createEvents, type Events } from '@plumbline/events';
import { category, count, defineCatalog, defineEvent } from '@plumbline/schema';
import { collectFacts, formatLock } from '@plumbline/schema/egress';
import { type PosthogServer, startPosthogServer } from '@plumbline/testkit/servers';

const packages = path.resolve(import.meta.dirname, '../../../packages');

export const API_KEY = ['phc', 'testkit'].join('_');
export const PERSONAL_KEY = ['phx', 'testkit'].join('_');
export const ORG = 'org-1';
const KEY = 'k'.repeat(40);
const pseudonymizer = createPseudonymizer(KEY);

export const hashOf = (user: string): string => pseudonymizer.user(user, ORG);

const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  events: {
    item_created: defineEvent({
      description: 'An item was made.',
      owner: '@team-items',
      purpose: 'To know how much is made.',
      consent: 'essential',
      feature: 'items',
      surfaces: ['api'],
      expires: '2027-12-31',
      review: 'docs/privacy.md',
      fields: { number: count(), kind: category(['a', 'b']) },
    }),
  },
});

const actions = defineActions(starterActions);

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An application with embedded ClickHouse, a strict PostHog, a spool and an audit trail, all of them real. */
export interface World extends AsyncDisposable {
  readonly root: string;
  readonly server: PosthogServer;
  /** What the application's service does. */
  service(): Promise<Events<typeof catalog>>;
  capture(events: Events<typeof catalog>, ...users: readonly string[]): void;
  /** `plumbline`, as whoever is on call runs it. */
  plumbline(...args: readonly string[]): Promise<Ran>;
  /** A run of the erasure that SIGKILL ends behind a step. */
  killedBehind(step: string, user: string): Promise<NodeJS.Signals | null>;
  /** Events of each person in ClickHouse. */
  stored(): Promise<Readonly<Record<string, number>>>;
  /** Rows that the files of ClickHouse hold, erased or not. */
  rowsInFiles(): Promise<number>;
  /** Events of a person at PostHog. */
  mirrored(user: string): number;
  /** Other code makes a person of the ID, so that PostHog's deletion finds it. */
  makePerson(user: string): Promise<void>;
  /** The audit trail, as the service stores it. */
  records(): Promise<readonly AuditRow[]>;
  /** Everything the audit trail left on the disk. */
  auditBytes(): string;
}

const configOf = (host: string): string => `import { clickhouse } from '@plumbline/adapter-clickhouse';
import { posthog } from '@plumbline/adapter-posthog';
import { defineActions, starterActions } from '@plumbline/audit';
export default {
  service: { name: 'shop' },
  events: {
    adapters: [
      clickhouse.fromEnv(),
      posthog.fromEnv({ host: '${host}', appHost: '${host}', projectId: '1', allow: { item_created: ['number'] } }),
    ],
    spool: { directory: 'state/events' },
  },
  audit: { actions: defineActions(starterActions), spoolDirectory: 'state/audit' },
};
`;

function writeApplication(root: string, host: string): void {
  const names = ['adapter-clickhouse', 'adapter-posthog', 'audit', 'core', 'events', 'schema'];
  mkdirSync(path.join(root, 'node_modules/@plumbline'), { recursive: true });
  for (const name of names) symlinkSync(path.join(packages, name), path.join(root, 'node_modules/@plumbline', name));
  const dependencies = Object.fromEntries(names.map((name) => [`@plumbline/${name}`, '*']));
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'shop', type: 'module', dependencies }));
  writeFileSync(path.join(root, 'plumbline.config.ts'), configOf(host));
}

function run(program: string, args: readonly string[], cwd: string, env: Record<string, string>) {
  const child = spawn(process.execPath, ['--conditions=plumbline:source', '--no-warnings', program, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (said.stderr += String(chunk)));
  return new Promise<Ran & { signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, ...said })),
  );
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));

/** Sends until nothing waits; the test's own time limit ends that, not the one of a flush. */
export async function settle(running: Pick<Lifecycle, 'flush'>): Promise<void> {
  while ((await running.flush()).pending > 0);
}

/** Makes one; disposing of it removes everything. */
export async function makeWorld(): Promise<World> {
  const root = mkdtempSync(path.join(tmpdir(), 'plumbline-erasure-'));
  const server = await startPosthogServer();
  writeApplication(root, server.url);
  const directory = path.join(root, 'clickhouse');
  const embedded = { directory };
  const state = { spool: path.join(root, 'state/events'), audit: path.join(root, 'state/audit') };
  const keys = { apiKey: API_KEY, personalApiKey: PERSONAL_KEY };
  const running: Events<typeof catalog>[] = [];
  let acting = '';
  const ask = async <Row>(query: string): Promise<readonly Row[]> => {
    await using queries = createProductQueries({ embedded });
    return queries.query<Row>(query);
  };
  return {
    root,
    server,
    async service() {
      const adapters = [
        clickhouse({ embedded }),
        posthog({ host: server.url, apiKey: API_KEY, allow: { item_created: ['number'] } }),
      ];
      const events = createEvents({
        catalog,
        adapters,
        lock: formatLock(collectFacts({ catalog, adapters })),
        spool: { directory: state.spool },
        flushIntervalMs: 3_600_000,
        retry: { baseMs: 5, maxMs: 20 },
        context: () =>
          createRequestContext({
            kind: 'request',
            requestId: 'req-1',
            traceId: '0'.repeat(32),
            spanId: '0'.repeat(16),
            actor: { id: acting, orgId: ORG, type: 'user', hash: hashOf(acting), orgHash: pseudonymizer.org(ORG) },
          }),
      });
      running.push(events);
      await events.start();
      return events;
    },
    capture(events, ...users) {
      for (const user of users) {
        acting = user;
        events.capture('item_created', { number: 1, kind: 'a' });
      }
    },
    plumbline: (...args) =>
      run(path.join(packages, 'cli/src/main.ts'), args, root, {
        PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: directory,
        PLUMBLINE_IDENTITY_KEY: KEY,
        POSTHOG_API_KEY: API_KEY,
        POSTHOG_PERSONAL_API_KEY: PERSONAL_KEY,
      }),
    async killedBehind(step, user) {
      const given = { embedded: directory, host: server.url, ...keys, ...state, key: KEY, user, org: ORG };
      const program = path.join(import.meta.dirname, 'programs/erase-and-die.ts');
      return (await run(program, [step, JSON.stringify(given)], import.meta.dirname, {})).signal;
    },
    async stored() {
      const rows = await ask<{ user: string; events: number }>(
        'SELECT anonymous_user_id AS user, toUInt32(count()) AS events FROM plumbline.product_telemetry_events FINAL GROUP BY user',
      );
      return Object.fromEntries(rows.map(({ user, events }) => [user, events]));
    },
    async rowsInFiles() {
      const [counted] = await ask<{ rows: number }>(
        "SELECT toUInt32(sum(rows)) AS rows FROM system.parts WHERE table = 'product_telemetry_events' AND active",
      );
      return counted?.rows ?? -1;
    },
    mirrored: (user) =>
      server.events.filter(({ distinct_id: owner }) => owner === hashFor('posthog', hashOf(user))).length,
    async makePerson(user) {
      const batch = [{ event: 'imported', distinct_id: hashFor('posthog', hashOf(user)) }];
      await fetch(`${server.url}/batch/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ api_key: API_KEY, batch }),
      });
    },
    async records() {
      const store = sqliteStore({ path: path.join(state.audit, 'audit.sqlite') });
      await store.migrate();
      const audit = createAudit({ actions, store, spoolDirectory: state.audit, service: { name: 'shop' } });
      await audit.start();
      await settle(audit);
      const rows = await store.read({ limit: 100 });
      await audit.shutdown();
      return rows;
    },
    auditBytes: () =>
      filesIn(state.audit)
        .map((file) => readFileSync(file, 'latin1'))
        .join('\n'),
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((events) => events.shutdown({ timeoutMs: 2_000 })));
      await server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
