import { expect, it } from 'vitest';
import { __vendor__ } from '../src/index.ts';

const allow = { page_viewed: ['feature'] };
const host = 'https://vendor.example';

it.each([
  ['a path', { host: `${host}/v1` }],
  ['a name without a scheme', { host: 'vendor.example' }],
  ['plain http', { host: 'http://vendor.example' }],
  ['an empty key', { apiKey: '' }],
])('refuses %s before anything is opened', (_what, wrong) => {
  expect(() => __vendor__({ allow, host, apiKey: 'key', ...wrong })).toThrow(
    expect.objectContaining({ code: 'PLB_ADAPTER_OPTION' }),
  );
});

it('comes on with its variable', async () => {
  const deferred = __vendor__.fromEnv({ allow, host });
  expect(deferred.fromEnvironment({ [deferred.variables[0] ?? '']: '' })).toBeUndefined();
  const adapter = deferred.fromEnvironment({ [deferred.variables[0] ?? '']: 'key' });
  expect(adapter?.destinations).toEqual([host]);
  await adapter?.close();
});

it('asks for a host and an allowlist at compile time', () => {
  // @ts-expect-error an adapter without a host does not type-check
  expect(() => __vendor__({ allow, apiKey: 'key' })).toThrow(/host/);
  // @ts-expect-error an adapter without an allowlist does not type-check
  expect(() => __vendor__({ host, apiKey: 'key' })).toThrow(/allow/);
});
