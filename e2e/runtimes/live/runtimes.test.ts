import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMirror } from '../src/ask.ts';
import { CHECKS, type CheckName, Client, faultsOf } from '../src/checks.ts';
import { type Running, RUNTIMES, startRuntime } from '../src/runtimes.ts';
import { NOT } from '../src/table.ts';

const mirrors: Server[] = [];

// Throws where one of the three cannot be had: nothing is left out in silence.
describe.each(RUNTIMES)('traceFetch and tracedFetch on %s', (runtime) => {
  let running: Running;
  let client: Client;
  beforeAll(async () => {
    const [listed, other] = await Promise.all([startMirror(), startMirror()]);
    mirrors.push(listed.server, other.server);
    running = await startRuntime(runtime, listed.url, other.url);
    client = new Client(running.port);
  });
  afterAll(() => {
    for (const server of mirrors.splice(0)) server.close();
  });

  it.each(Object.keys(CHECKS) as CheckName[])('%s', async (name) => {
    const faults = await faultsOf(name, client);
    // What the table says a runtime does not do must still be so, or the table is wrong.
    const isNot = NOT[runtime].includes(name);
    expect(isNot && faults.length > 0 ? 'not' : faults).toEqual(isNot ? 'not' : []);
  });

  it('says nothing on standard error', async () => {
    expect(await running.close()).toBe('');
  });
});
