import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';

const children: { kill: () => void }[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

async function startHop(): Promise<number> {
  const child = fork(path.join(import.meta.dirname, 'fixtures/hop-server.ts'), {
    execArgv: ['--conditions=plumbline:source'],
  });
  children.push(child);
  const [port] = (await once(child, 'message')) as [number];
  return port;
}

it('is one ID in two processes, with nothing loaded before the application', async () => {
  const [first, second] = await Promise.all([startHop(), startHop()]);
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`http://127.0.0.1:${first}/?next=${second}`, { headers });
    const seen = (await response.json()) as { requestId: string; traceId: string; incoming?: string }[];
    return { echoed: response.headers.get('x-request-id'), seen };
  };
  const supplied = await ask({ 'x-request-id': 'client-supplied-id' });
  expect(supplied.echoed).toBe('client-supplied-id');
  expect(supplied.seen.map(({ requestId }) => requestId)).toEqual(['client-supplied-id', 'client-supplied-id']);
  expect(supplied.seen[1]?.traceId).toBe(supplied.seen[0]?.traceId);
  // A trace of ours is random, and nobody has decided to record it.
  expect(supplied.seen[1]?.incoming).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-02$/);
  const made = await ask({});
  expect(new Set([made.echoed, ...made.seen.flatMap(({ requestId, traceId }) => [requestId, traceId])]).size).toBe(1);
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  for (const flags of ['00', '01', '02', '03']) {
    const { seen } = await ask({ traceparent: `00-${trace}-00f067aa0ba902b7-${flags}` });
    expect(seen[1]?.incoming).toMatch(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-${flags}$`));
  }
});
