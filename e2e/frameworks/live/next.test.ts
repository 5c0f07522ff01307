import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { matrixNodes } from '../../../packages/repo/src/matrix-nodes.ts';
import { buildApps, builtFile } from '../src/build.ts';
import { faultsOf } from '../src/judge.ts';
import { NEXT_NODES } from '../src/table.ts';
import { startWorld, type World } from '../src/world.ts';

const HOME = path.resolve(import.meta.dirname, '..');
const APP = path.join(HOME, 'temp/next/app');
const NEXT = path.join(HOME, 'node_modules/next/dist/bin/next');
const env = { NEXT_TELEMETRY_DISABLED: '1', NEXT_MANUAL_SIG_HANDLE: 'true' };

let world: World;

beforeAll(async () => {
  rmSync(APP, { recursive: true, force: true });
  cpSync(path.join(HOME, 'next-app'), APP, { recursive: true });
  const build = spawn(process.execPath, [NEXT, 'build'], {
    cwd: APP,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, faults, [code]] = await Promise.all([text(build.stdout), text(build.stderr), once(build, 'close')]);
  if (code !== 0) throw new Error(said + faults);
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
    const program = { node: binary, args: [NEXT, 'start', '-p', '0', '-H', '127.0.0.1'], cwd: APP, env };
    runs.push(await world.run({ service: `next-${name}`, program }));
  }
  const { lines } = await world.end();
  const { receiver, ingest } = world;
  expect(runs.map((run) => [run.service, faultsOf({ run, receiver, ingest, stock: lines })])).toEqual(
    runs.map(({ service }) => [service, []]),
  );
  expect([...receiver.faults, ...ingest.faults]).toEqual([]);
});
