import { expect, it } from 'vitest';
import { type Plumbline, start } from '../src/index.ts';
import { cleanup } from './run-child.ts';

async function startIn(environment: Readonly<Record<string, string>>) {
  const lines: Record<string, unknown>[] = [];
  const logDestination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const started = await start({ service: { name: 'orders' } }, { signals: false, environment, logDestination });
  const plumbline = started as unknown as Plumbline;
  cleanup.push(() => plumbline.shutdown());
  return { plumbline, lines, warnings: () => lines.filter(({ level }) => level === 'warn') };
}

it('in production warns once of an identify that has no effect, and says what to write', async () => {
  const { plumbline, warnings } = await startIn({ NODE_ENV: 'production' });
  const { identify, runJob } = plumbline;
  runJob('digest', () => {
    identify({ id: 17 as unknown as string });
    identify(undefined as never);
  });
  const told = warnings().filter(({ msg }) => String(msg).includes('identify was called in vain'));
  expect(told).toMatchObject([{ fault: expect.stringContaining('write `String(id)`') }]);
});

it('says once which form the code of an error has', async () => {
  const { plumbline, warnings } = await startIn({});
  expect(plumbline.errorBody('not_found').error.code).toBe('not_found');
  expect(warnings()).toEqual([]);
  expect(plumbline.errorBody('Not Found!').error.code).toBe('internal_error');
  plumbline.errorBody('Not Found!');
  expect(warnings()).toMatchObject([{ msg: expect.stringContaining('write one such as `not_found`') }]);
  expect(JSON.stringify(warnings())).not.toContain('Not Found!');
});
