import { describe, expect, it } from 'vitest';
import { faultsOf, LOAD_APPS, runApp } from '../src/load/load.ts';

/** The soak sends a million in all; Next is in the live part. */
const REQUESTS = 400;

describe('no layer says of a request or job what belongs to another', () => {
  it.each(LOAD_APPS)('%s', { timeout: 300_000 }, async (name) => {
    const result = await runApp(name, REQUESTS);
    expect(result.client.asked).toBe(REQUESTS);
    expect(faultsOf(result)).toEqual([]);
  });
});
