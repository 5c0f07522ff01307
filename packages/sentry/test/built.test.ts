import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { SDK_VERSION } from '@sentry/core';
import { expect, test } from 'vitest';
import { startIngest } from './ingest.ts';

async function start(...args: string[]): Promise<Record<string, unknown>> {
  const fixture = path.join(import.meta.dirname, 'fixtures/modules.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [fixture, 'built', ...args]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

test('what is published has its part of the SDK inside, and leaves nothing in the process', async () => {
  await using ingest = Object.assign(await startIngest(), { [Symbol.asyncDispose]: () => ingest.close() });
  const told = await start(ingest.dsn);
  expect(told).toMatchObject({ enabled: true, vendor: 0, shared: [], tally: { delivered: 1, lost: {}, pending: 0 } });
  expect(ingest.faults).toEqual([]);
  expect(ingest.received.map(({ event }) => event.exception.values.map(({ type }) => type))).toEqual([
    ['TypeError', 'Error'],
  ]);
  // What sends is a file of its own.
  const off = await start();
  expect(off).toMatchObject({ enabled: false, vendor: 0, shared: [] });
  expect(Number(told['own'])).toBeGreaterThan(Number(off['own']));
});

test('the notices name the version that events tell of', () => {
  const notices = readFileSync(path.join(import.meta.dirname, '../THIRD_PARTY_NOTICES.md'), 'utf8');
  expect(notices).toContain(`| \`@sentry/core\` | ${SDK_VERSION} |`);
});
