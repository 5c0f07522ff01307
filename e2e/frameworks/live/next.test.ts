import { cpSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { matrixNodes } from '../../../packages/repo/src/matrix-nodes.ts';
import { buildNextApp, NEXT, NEXT_ENV } from '../src/build-next.ts';
import { buildApps, builtFile } from '../src/build.ts';
import { faultsOf } from '../src/judge.ts';
import { NEXT_NODES } from '../src/table.ts';
import { startService, startWorld, type World } from '../src/world.ts';

const HOME = path.resolve(import.meta.dirname, '..');
const APP = path.join(HOME, 'temp/next/app');

let world: World;

beforeAll(async () => {
  rmSync(APP, { recursive: true, force: true });
  cpSync(path.join(HOME, 'next-app'), APP, { recursive: true });
  await buildNextApp(APP);
  const folder = path.join(HOME, 'temp/next/stock');
  await buildApps(folder, 'esm', ['http']);
  world = await startWorld(builtFile(folder, 'esm', 'http'));
});

afterAll(() => world.close());

it('Next, built and served on each Node: the same as every framework', async () => {
  const runs = [];
  for (const { name, binary } of matrixNodes().filter(({ name: node }) =>
    NEXT_NODES.some((line) => node === `node-${line}`),
  )) {
    const program = {
      node: binary,
      args: [NEXT, 'start', '-p', '0', '-H', '127.0.0.1'],
      cwd: APP,
      env: NEXT_ENV,
      probe: '/readyz',
    };
    runs.push(await world.run({ service: `next-${name}`, program }));
  }
  const { lines } = await world.end();
  const { receiver, ingest } = world;
  expect(runs.map((run) => [run.service, faultsOf({ run, receiver, ingest, stock: lines })])).toEqual(
    runs.map(({ service }) => [service, []]),
  );
  expect([...receiver.faults, ...ingest.faults]).toEqual([]);
});

it('without the variable, or with it in .env, which is too late, a line says that SIGTERM would lose what is held', async () => {
  const args = [NEXT, 'start', '-p', '0', '-H', '127.0.0.1'];
  const environment = { SERVICE_NAME: 'shop', STOCK_URL: 'http://127.0.0.1:9', NEXT_TELEMETRY_DISABLED: '1' };
  const told = async (variables: NodeJS.ProcessEnv): Promise<number> => {
    const program = { node: process.execPath, args, cwd: APP, env: variables, probe: '/readyz' };
    const { lines } = await (await startService(program, environment)).stop();
    return lines.filter(({ msg }) => String(msg).includes('NEXT_MANUAL_SIG_HANDLE=true')).length;
  };
  expect(await told({})).toBe(1);
  expect(await told({ NEXT_MANUAL_SIG_HANDLE: 'true' })).toBe(0);
  writeFileSync(path.join(APP, '.env'), 'NEXT_MANUAL_SIG_HANDLE=true\n');
  expect(await told({})).toBe(1);
});

it('its route handler judges each event of a batch, as JSON and as a beacon, and refuses what is too large', async () => {
  const args = [NEXT, 'start', '-p', '0', '-H', '127.0.0.1'];
  const program = { node: process.execPath, args, cwd: APP, env: NEXT_ENV, probe: '/readyz' };
  const service = await startService(program, { SERVICE_NAME: 'shop', STOCK_URL: 'http://127.0.0.1:9' });
  const post = (type: string, body: string): Promise<Response> =>
    fetch(`${service.origin}/_t`, { method: 'POST', headers: { 'content-type': type, origin: service.origin }, body });
  try {
    for (const type of ['application/json', 'text/plain;charset=UTF-8']) {
      const answer = await post(type, JSON.stringify({ v: 1, events: [{}, { schema_version: '2099-01-x-v1' }] }));
      expect([answer.status, await answer.json()]).toEqual([
        202,
        {
          accepted: 0,
          rejected: [
            { i: 0, reason: 'malformed' },
            { i: 1, reason: 'malformed' },
          ],
          now: expect.any(Number),
        },
      ]);
    }
    expect((await post('application/json', JSON.stringify({ events: ['x'.repeat(70_000)] }))).status).toBe(413);
  } finally {
    await service.stop();
  }
});
