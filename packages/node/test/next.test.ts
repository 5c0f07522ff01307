import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type Plumbline, start } from '../src/index.ts';
import { baseline, installBaseline, probeRoute } from '../src/next.ts';

const lines: string[] = [];
let plumbline: Plumbline;
beforeAll(async () => {
  const logDestination = { write: (line: string) => void lines.push(line) };
  plumbline = (await start({ service: { name: 'shop' } }, { signals: false, logDestination })) as unknown as Plumbline;
});
afterEach(() => {
  vi.unstubAllEnvs();
  lines.length = 0;
});
afterAll(async () => void (await plumbline.shutdown()));

const saysHow = (): number => lines.filter((line) => line.includes('NEXT_MANUAL_SIG_HANDLE=true')).length;

it('a probe says that the process is alive and not ready until the baseline is there', async () => {
  const paths = ['/livez', '/readyz', '/healthz'] as const;
  const statuses = (): Promise<number[]> =>
    Promise.all(paths.map(async (path) => (await probeRoute(path)(new Request(`http://localhost${path}`))).status));
  expect(await statuses()).toEqual([200, 503, 503]);
  installBaseline(plumbline);
  expect(await statuses()).toEqual([200, 200, 200]);
});

it('in production says that Next would end the process first, and how to start it', () => {
  vi.stubEnv('NODE_ENV', 'production');
  installBaseline(plumbline);
  expect(saysHow()).toBe(1);
  expect(lines[0]).toContain('"level":"warn"');
  expect(baseline()).toBe(plumbline);
});

it('says so too where the variable is set, and Next listens all the same', () => {
  vi.stubEnv('NODE_ENV', 'production');
  vi.stubEnv('NEXT_MANUAL_SIG_HANDLE', 'true');
  // As the one of Next has it; the test of frameworks runs the real one.
  const cleanup = (): string => 'start-server process cleanup';
  process.on('SIGTERM', cleanup);
  try {
    installBaseline(plumbline);
  } finally {
    process.off('SIGTERM', cleanup);
  }
  expect(saysHow()).toBe(1);
});

it.each([
  { NODE_ENV: 'production', NEXT_MANUAL_SIG_HANDLE: 'true' },
  { NODE_ENV: 'development', NEXT_MANUAL_SIG_HANDLE: '' },
])('says nothing where %o', (variables) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  installBaseline(plumbline);
  expect(saysHow()).toBe(0);
});
