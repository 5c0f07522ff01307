import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const SERVER = path.join(import.meta.dirname, 'fixtures/draining-server.ts');

const told = async (child: ChildProcess, what: string): Promise<number> => {
  for (;;) {
    const message = await new Promise<Record<string, number>>((resolve) => void child.once('message', resolve));
    if (what in message) return Number(message[what]);
  }
};

it('at SIGTERM readiness is 503 for whoever asks, while the request that runs gets its answer', async () => {
  const child = fork(SERVER, {
    execArgv: ['--conditions=plumbline:source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = new Promise((resolve) => void child.once('exit', (code, signal) => resolve(code ?? signal)));
  const url = `http://127.0.0.1:${await told(child, 'port')}`;
  const statusOf = async (probe: string): Promise<number> => (await fetch(url + probe)).status;

  expect(await statusOf('/readyz')).toBe(200);
  const running = told(child, 'running');
  const slow = fetch(`${url}/slow`);
  await running;

  const draining = told(child, 'draining');
  child.kill('SIGTERM');
  await draining;
  expect(await Promise.all(['/readyz', '/healthz', '/livez'].map(statusOf))).toEqual([503, 200, 200]);

  child.send('answer');
  expect(await (await slow).text()).toBe('done');
  child.send('close');
  expect(await exit).toBe(0);
});
