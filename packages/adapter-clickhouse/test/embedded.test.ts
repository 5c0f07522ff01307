import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@clickhouse/client';
import { noopLog } from '@plumbline/core';
import { expect, it } from 'vitest';
import { startEmbedded } from '../src/embedded.ts';
import { gone, hungEngine, isGone, nextMessage, startProgram, temporaryFolder, until } from './support.ts';

it('starts a private child process and leaves nothing running after the release', async () => {
  using folder = temporaryFolder();
  const directory = path.join(folder.path, 'data');
  const server = await startEmbedded({ directory });
  expect(server.alive).toBe(true);
  expect(statSync(directory).mode & 0o077).toBe(0);
  expect(statSync(server.socketPath).mode & 0o777).toBe(0o600);
  await server.release();
  await server.release();
  expect(server.alive).toBe(false);
  await gone(server.pid);
  expect(readdirSync(directory).sort()).toEqual(['clickhouse', 'server.log']);
});

it('is shared by services, and ends after the last of them, killed or not', async () => {
  using folder = temporaryFolder();
  using one = startProgram('service.ts', [folder.path]);
  const { pid } = await nextMessage<{ pid: number }>(one);
  using two = startProgram('service.ts', [folder.path]);
  expect(await nextMessage(two)).toEqual({ pid });
  const mine = await startEmbedded({ directory: folder.path });
  expect(mine.pid).toBe(pid);
  one.kill('SIGKILL');
  two.send('release');
  await until(() => one.exitCode !== null || one.signalCode !== null);
  await until(() => two.exitCode !== null);
  const client = createClient(mine.clientOptions());
  expect((await client.ping()).success).toBe(true);
  await client.close();
  await mine.release();
  await gone(pid);
});

it('leaves no orphan when the only service is killed', async () => {
  using folder = temporaryFolder();
  using service = startProgram('service.ts', [folder.path]);
  const { pid } = await nextMessage<{ pid: number }>(service);
  service.kill('SIGKILL');
  await gone(pid);
  expect(existsSync(path.join(folder.path, 'server.sock'))).toBe(false);
});

it('is no part of the process group of the services, and closes cleanly when all of it is killed', async () => {
  using folder = temporaryFolder();
  using service = startProgram('service.ts', [folder.path], { detached: true });
  const { pid } = await nextMessage<{ pid: number }>(service);
  process.kill(-(service.pid ?? 0), 'SIGKILL');
  await gone(pid);
  expect(existsSync(path.join(folder.path, 'server.sock'))).toBe(false);
});

it('lets four processes start at once and gives all of them one owner', async () => {
  using folder = temporaryFolder();
  const services = Array.from({ length: 4 }, () => startProgram('service.ts', [folder.path]));
  const answers = await Promise.all(services.map((service) => nextMessage<{ pid: number }>(service)));
  expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  for (const service of services) service.kill('SIGKILL');
  await gone(answers[0]?.pid ?? 0);
  await until(() => readdirSync(folder.path).every((name) => !name.startsWith('start-')));
});

it('does not end by Ctrl-C or by SIGTERM while a service uses it', async () => {
  using folder = temporaryFolder();
  const server = await startEmbedded({ directory: folder.path });
  process.kill(server.pid, 'SIGINT');
  process.kill(server.pid, 'SIGHUP');
  process.kill(server.pid, 'SIGTERM');
  const client = createClient(server.clientOptions());
  for (let round = 0; round < 20; round += 1) expect((await client.ping({ select: true })).success).toBe(true);
  await client.close();
  await server.release();
  await gone(server.pid);
});

it('replaces what a killed owner left behind', async () => {
  using folder = temporaryFolder();
  const first = await startEmbedded({ directory: folder.path });
  process.kill(first.pid, 'SIGKILL');
  await gone(first.pid);
  await until(() => !first.alive);
  expect(existsSync(first.socketPath)).toBe(true);
  await using second = await startEmbedded({ directory: folder.path });
  expect(second.pid).not.toBe(first.pid);
  await second.release();
  await gone(second.pid);
});

it('listens in a private folder when the path is too long for a socket', async () => {
  using folder = temporaryFolder();
  const directory = path.join(folder.path, 'd'.repeat(100));
  const server = await startEmbedded({ directory });
  expect(server.socketPath.length).toBeLessThan(100);
  expect(statSync(path.dirname(server.socketPath)).mode & 0o777).toBe(0o700);
  await server.release();
  await gone(server.pid);
  expect(existsSync(server.socketPath)).toBe(false);
});

it('says so when somebody else owns the data and does not answer', async () => {
  using folder = temporaryFolder();
  using foreign = startProgram('foreign-owner.ts', [folder.path]);
  expect(await nextMessage(foreign)).toBe(true);
  // A child process has to load the engine before it knows that the data is somebody else's.
  await expect(startEmbedded({ directory: folder.path, startTimeoutMs: 10_000 })).rejects.toMatchObject({
    code: 'PLB_EMBEDDED_BUSY',
  });
});

it('says so when the owner is frozen', async () => {
  using folder = temporaryFolder();
  using service = startProgram('service.ts', [folder.path]);
  const { pid } = await nextMessage<{ pid: number }>(service);
  process.kill(pid, 'SIGSTOP');
  await expect(startEmbedded({ directory: folder.path, startTimeoutMs: 100 })).rejects.toMatchObject({
    code: 'PLB_EMBEDDED_BUSY',
  });
  process.kill(pid, 'SIGCONT');
  service.kill('SIGKILL');
  await gone(pid);
});

it('names the child process that runs and does not answer in time', async () => {
  using folder = temporaryFolder();
  const engine = hungEngine(folder.path);
  const error: unknown = await startEmbedded({ directory: folder.path, startTimeoutMs: 1_000 }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'PLB_EMBEDDED_START' });
  const [, pid] =
    /process (\d+) still runs and did not answer within 1000 ms\n.*`startTimeoutMs`/.exec(String(error)) ?? [];
  expect(isGone(Number(pid))).toBe(false);
  await engine.release();
});

it('says that the child process takes long, and stops waiting for it when its signal says so', async () => {
  using folder = temporaryFolder();
  const engine = hungEngine(folder.path);
  const stop = new AbortController();
  const said: unknown[] = [];
  const log = { ...noopLog, warn: (...line: unknown[]): void => void said.push(line) };
  const start = startEmbedded({ directory: folder.path, log, signal: stop.signal });
  await engine.started();
  await until(() => said.length > 0);
  expect(said).toEqual([[{ pid: expect.any(Number) }, expect.stringContaining('takes long')]]);
  stop.abort(new Error('not needed'));
  await expect(start).rejects.toThrow('not needed');
  await engine.release();
});

it('refuses the owner of another version', async () => {
  using folder = temporaryFolder();
  writeFileSync(path.join(folder.path, 'server.json'), JSON.stringify({ protocol: 99, pid: 1, socketPath: '/x' }));
  await expect(startEmbedded({ directory: folder.path })).rejects.toThrow(/another version/);
});

it('refuses to open, and tells how to install chdb, where it is missing', () => {
  using folder = temporaryFolder();
  const home = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
  cpSync(home('src'), path.join(folder.path, 'adapter/src'), { recursive: true });
  mkdirSync(path.join(folder.path, 'node_modules/@plumbline'), { recursive: true });
  mkdirSync(path.join(folder.path, 'node_modules/@clickhouse'), { recursive: true });
  symlinkSync(home('../core'), path.join(folder.path, 'node_modules/@plumbline/core'));
  symlinkSync(home('node_modules/@clickhouse/client'), path.join(folder.path, 'node_modules/@clickhouse/client'));
  const program = `import('./adapter/src/clickhouse.ts')
    .then((m) => m.clickhouse({ embedded: { directory: './data' } }).open())
    .catch((e) => console.log(e.code, e.message))`;
  const run = spawnSync(process.execPath, ['--conditions=plumbline:source', '-e', program], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  expect(run.stdout).toMatch(/^PLB_ADAPTER_DEPENDENCY .*`chdb`/);
  expect(run.stdout).toMatch(/npm i chdb.*CLICKHOUSE_URL.*PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR/);
});

it('names option and variable when the directory is a file', async () => {
  using folder = temporaryFolder();
  const file = path.join(folder.path, 'events.db');
  writeFileSync(file, '');
  await expect(startEmbedded({ directory: file })).rejects.toThrow(
    /PLB_EMBEDDED_START: .*`embedded\.directory` is a file.*\n.*fix: .*PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR.*a folder/,
  );
});

it('names the log when the directory cannot be opened', async () => {
  using folder = temporaryFolder();
  writeFileSync(path.join(folder.path, 'clickhouse'), 'a file where a folder belongs');
  await expect(startEmbedded({ directory: folder.path })).rejects.toMatchObject({ code: 'PLB_EMBEDDED_START' });
  expect(readFileSync(path.join(folder.path, 'server.log'), 'utf8')).toMatch(/cannot own the directory/);
});
