import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clickhouse, createProductQueries, productQueriesFromEnv } from '../src/index.ts';

test('answers from the folder that the environment names', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'plumbline-queries-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  await using queries = productQueriesFromEnv({}, { PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: directory });
  expect(await queries.ask('topRoutes')).toEqual([]);
});

test.each([
  ['none of the variables is set', {}],
  ['development ended', { NODE_ENV: 'production' }],
])('says what to set where %s', (_what, environment) => {
  const options = 'NODE_ENV' in environment ? { development: { directory: 'x' } } : {};
  expect(() => productQueriesFromEnv(options, environment)).toThrow(
    expect.objectContaining({ code: 'PLB_CONFIG_INVALID', fix: expect.stringContaining('CLICKHOUSE_URL') }),
  );
});

test('names the variable whose value cannot be used', () => {
  expect(() => productQueriesFromEnv({}, { CLICKHOUSE_URL: 'not an address' })).toThrow(
    expect.objectContaining({ code: 'PLB_CONFIG_INVALID', message: expect.stringContaining('CLICKHOUSE_URL') }),
  );
});

test.each([
  ['no options', undefined],
  ['options that name no place', { table: 'events' }],
])('says where ClickHouse may be where there are %s', (_what, options) => {
  for (const create of [createProductQueries, clickhouse]) {
    expect(() => create(options as never)).toThrow(
      expect.objectContaining({
        code: 'PLB_ADAPTER_OPTION',
        message: expect.stringMatching(/`url` and `embedded`/),
        fix: expect.stringContaining('productQueriesFromEnv()'),
      }),
    );
  }
});

test('names the folder that is missing', () => {
  expect(() => createProductQueries({ embedded: {} as never })).toThrow(/`embedded\.directory` must be the path/);
});
