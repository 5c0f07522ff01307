import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { faultsOf, prepareNext } from '../src/load/load.ts';

const REQUESTS = 1000;

let run: Awaited<ReturnType<typeof prepareNext>>;

beforeAll(async () => {
  run = await prepareNext(path.resolve(import.meta.dirname, '../temp/next-load/live'));
}, 600_000);

it('Next: no layer says of a request or job what belongs to another', { timeout: 300_000 }, async () => {
  const result = await run(REQUESTS);
  expect(result.client.asked).toBe(REQUESTS);
  expect(faultsOf(result)).toEqual([]);
});
