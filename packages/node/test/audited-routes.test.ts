// Administrators' routes that are recorded by declaration, and what the tests of an application say about the others.
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { defineActions, queryAudit, starterActions } from '@plumbline/audit';
import { sqliteStore } from '@plumbline/audit/sqlite';
import { withRoute } from '@plumbline/trace';
import { expect, it } from 'vitest';
import { checkConfig, start } from '../src/index.ts';
import { cleanup, makeFolder } from './run-child.ts';

const service = { name: 'orders' };
const actions = defineActions(starterActions);

/** A server with routes by path, under a baseline with these options of `audit`. */
async function serve(options: object, environment: Record<string, string>, routes: Record<string, RequestListener>) {
  const folder = makeFolder();
  const store = sqliteStore({ path: path.join(folder, 'audit.sqlite') });
  const plumbline = await start(
    { service, audit: { actions, spoolDirectory: path.join(folder, 'spool'), ...options } },
    { environment, signals: false, audit: { store }, logDestination: { write: () => undefined } },
  );
  cleanup.push(() => plumbline.shutdown({ timeoutMs: 2_000 }));
  const server = createServer((request, response) => {
    const route = Object.keys(routes).find((one) => request.url?.startsWith(one.split(':')[0] ?? one)) ?? '';
    withRoute(route, routes[route] ?? (() => response.end()))(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(() => void server.close());
  const ask = async (method: string, url: string): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${url}`, { method });
    await response.arrayBuffer();
    return response.status;
  };
  return { plumbline, store, ask };
}

const answer =
  (status: number): RequestListener =>
  (_request, response) => {
    response.writeHead(status).end();
  };

it("records requests to administrators' routes, with what came of them and who asked", async () => {
  const { plumbline, store, ask } = await serve(
    { adminRoutes: ['/admin/*', 'DELETE /users/:id', 'GET /reports'] },
    {},
    {
      '/admin/flags': (request, response) => {
        plumbline.identify({ id: 'u_7', role: 'admin' });
        answer(204)(request, response);
      },
      '/admin/keys': answer(403),
      '/admin/broken': answer(500),
      '/users/:id': answer(200),
      '/reports': answer(200),
    },
  );
  await ask('GET', '/admin/flags');
  await ask('GET', '/admin/keys');
  await ask('POST', '/admin/broken');
  await ask('GET', '/users/3');
  await ask('DELETE', '/users/3');
  // A framework answers it from the handler of GET.
  await ask('HEAD', '/reports');
  await ask('POST', '/reports');
  await plumbline.flush();
  const { records } = await queryAudit(store, { action: 'admin_route.accessed' });
  expect(
    records.map(({ route_pattern: route, outcome, metadata, actor }) => [
      metadata?.['method'],
      route,
      outcome,
      actor.id,
    ]),
  ).toEqual([
    ['HEAD', '/reports', 'success', ''],
    ['DELETE', '/users/:id', 'success', ''],
    ['POST', '/admin/broken', 'failed', ''],
    ['GET', '/admin/keys', 'denied', ''],
    ['GET', '/admin/flags', 'success', 'u_7'],
  ]);
  expect(records.every(({ request_id: id }) => /^[0-9a-f]{32}$/.test(id ?? ''))).toBe(true);
});

it('writes which mutating routes recorded an action, once they answered well', async () => {
  const file = path.join(makeFolder(), 'deeper', 'coverage.jsonl');
  const routes: Record<string, RequestListener> = {
    '/silent': answer(200),
    '/refused': answer(422),
    '/recorded/:id': (request, response) => {
      plumbline.audit.record('user.created', { subject: { type: 'user', id: 'u_1' } });
      answer(200)(request, response);
    },
  };
  const { plumbline, ask } = await serve({}, { PLUMBLINE_AUDIT_COVERAGE: file }, routes);
  for (const url of ['/silent', '/silent', '/refused', '/recorded/1']) await ask('POST', url);
  await ask('GET', '/silent');
  await plumbline.shutdown();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { method: 'POST', route: '/silent', requests: 2, recorded: 0 },
    { method: 'POST', route: '/recorded/:id', requests: 1, recorded: 1 },
  ]);
});

it('refuses what names no route, and routes without the action to record them under', async () => {
  const faults = (audit: object): Promise<readonly string[]> => checkConfig({ service, audit }, { environment: {} });
  expect(await faults({ actions, adminRoutes: ['admin'], unaudited: ['GET'] })).toEqual([
    expect.stringMatching(/^config\.audit\.adminRoutes\.0: must be a route pattern/),
    expect.stringMatching(/^config\.audit\.unaudited\.0: must be a route pattern/),
  ]);
  const bare = defineActions({});
  expect(await faults({ actions: bare, adminRoutes: ['/admin/*'] })).toEqual([
    expect.stringMatching(/^config\.audit\.adminRoutes: needs the action `admin_route\.accessed`/),
  ]);
  expect(await faults({ actions: bare, adminRoutes: [] })).toEqual([]);
});
