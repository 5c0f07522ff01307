import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Plumbline, start } from '../src/index.ts';

let plumbline: Plumbline;
beforeAll(async () => {
  const options = { signals: false, logDestination: { write: () => undefined } };
  plumbline = (await start({ service: { name: 'orders' } }, options)) as unknown as Plumbline;
});
afterAll(async () => void (await plumbline.shutdown()));

const add = (hooks: unknown) => () => plumbline.onShutdown(hooks as object);

it('refuses what would never run, and says what to write', () => {
  const fix = 'write `onShutdown({ before: () => server.close() })`';
  const faults: readonly (readonly [hooks: unknown, fault: string])[] = [
    [() => undefined, 'onShutdown: the argument must be an object of functions, not a function'],
    [undefined, 'onShutdown: the argument must be an object of functions'],
    [{ beforeShutdown: () => undefined }, 'onShutdown.beforeShutdown: is no option'],
    [{ before: Promise.resolve() }, 'onShutdown.before: must be a function'],
    [createServer(), 'is no option'],
  ];
  for (const [hooks, fault] of faults) {
    expect(add(hooks)).toThrow(expect.objectContaining({ code: 'PLB_CONFIG_INVALID' }));
    expect(add(hooks)).toThrow(fault);
    expect(add(hooks)).toThrow(fix);
  }
});

it('takes either hook, both, and one that is undefined', () => {
  const hook = (): void => undefined;
  for (const hooks of [{ before: hook }, { after: hook }, { before: hook, after: hook }, { before: undefined }]) {
    expect(add(hooks)).not.toThrow();
  }
});
