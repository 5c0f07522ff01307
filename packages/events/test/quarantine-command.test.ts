import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DeferredAdapter, rejected } from '@plumbline/core';
import { defineCatalog, defineEvent } from '@plumbline/schema';
import { expect, it, onTestFinished } from 'vitest';
import { createEvents } from '../src/index.ts';
import { createIngest } from '../src/ingest.ts';
import { type Ran, runCommand } from './run-command.ts';
import { shared, shelf, type ShelfOptions } from './world.ts';

const [NOW, NEXT] = ['2026-05-telemetry-v4', '2026-06-telemetry-v5'] as const;

const catalogOf = (version: string) =>
  defineCatalog({
    version,
    events: {
      item_rated: defineEvent({ ...shared, feature: 'items', surfaces: ['page'], sources: ['web'], fields: {} }),
    },
  });

/** A folder in which ingest kept one event of the next version. */
async function fill(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-quarantine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const catalog = catalogOf(NOW);
  const ingest = createIngest({ catalog, events: createEvents({ catalog }), quarantine: { directory: folder } });
  const event = { event_id: randomUUID(), name: 'item_rated', schema_version: NEXT, session_id: 'ses_abcdefgh' };
  await ingest(
    new Request('http://app.test/_t', {
      method: 'POST',
      body: JSON.stringify({ events: [{ ...event, occurred_at: Date.now() }] }),
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
    }),
  );
  expect(readdirSync(folder)).toEqual(['quarantine.jsonl']);
  return folder;
}

const run = (config: object, ...args: readonly string[]): Promise<Ran> => runCommand('events', config, args);

function configOf(directory: string | undefined, options: ShelfOptions = {}, version: string = NEXT) {
  const truth = shelf(options);
  const mirror = shelf({ kind: 'mirror', role: 'mirror', allow: { item_rated: [] } });
  const deferred: DeferredAdapter = {
    kind: 'truth',
    role: 'source',
    egress: undefined as never,
    variables: [],
    fromEnvironment: () => truth.adapter,
  };
  const config = {
    catalog: catalogOf(version),
    events: { adapters: [mirror.adapter, deferred], ...(directory && { quarantine: { directory } }) },
  };
  return { config, truth, mirror };
}

it('feeds the source of truth, and no mirror', async () => {
  const directory = await fill();
  const { config, truth, mirror } = configOf(directory);
  expect(await run(config, 'replay-quarantine')).toEqual({ code: 0, out: 'accepted: 1\n' });
  expect(truth.batches.flatMap(({ events }) => events)).toMatchObject([{ name: 'item_rated', schemaVersion: NEXT }]);
  expect([truth.closed(), mirror.opened()]).toEqual([1, 0]);
  expect(readdirSync(directory)).toEqual([]);
  // Nothing is left, and nothing is opened for it.
  const again = configOf(directory);
  expect(await run(again.config, 'replay-quarantine', '--json')).toEqual({
    code: 0,
    out: '{"accepted":0,"refused":{},"kept":0,"damaged":0,"interrupted":false,"lost":{}}\n',
  });
  expect(again.truth.opened()).toBe(0);
});

it('says what is still unknown, which stays', async () => {
  const directory = await fill();
  const { config } = configOf(directory, {}, NOW);
  expect(await run(config, 'replay-quarantine')).toEqual({
    code: 0,
    out: 'accepted: 0\nstill of an unknown version, kept: 1\n',
  });
  // Not in the file that the service writes to: the command may run as somebody else.
  expect(readdirSync(directory)).toEqual([expect.stringMatching(/^quarantine-[0-9a-f]{12}\.jsonl$/)]);
  expect(await run(configOf(directory).config, 'replay-quarantine')).toMatchObject({ code: 0, out: 'accepted: 1\n' });
});

it('ends with 1 where the source refuses for good', async () => {
  const directory = await fill();
  const { config } = configOf(directory, { answer: () => rejected(new Error('no such column')) });
  expect(await run(config, 'replay-quarantine')).toEqual({ code: 1, out: 'accepted: 1\nlost, rejected: 1\n' });
});

it('takes the folder that the environment names', async () => {
  const directory = await fill();
  process.env['PLUMBLINE_EVENTS_QUARANTINE_DIR'] = directory;
  onTestFinished(() => void delete process.env['PLUMBLINE_EVENTS_QUARANTINE_DIR']);
  const { config, truth } = configOf(path.join(directory, 'none'));
  expect(await run(config, 'replay-quarantine')).toMatchObject({ code: 0 });
  expect(truth.stored).toHaveLength(1);
  expect(existsSync(path.join(directory, 'none'))).toBe(false);
});

it.each([
  [{}, ['replay-quarantine'], /there is no quarantine of events/],
  [
    { catalog: catalogOf(NEXT), events: { quarantine: { directory: 'x' } } },
    ['replay-quarantine'],
    /no source of truth/,
  ],
  [{}, [], /say `replay-quarantine`/],
  [{}, ['replay-quarantine', 'x'], /say `replay-quarantine`/],
  [{}, ['replay-quarantine', '--nonsense'], /events: Unknown option/],
])('%j %j is refused', async (config, args, message) => {
  await expect(run(config, ...args)).rejects.toThrow(message);
});

it('is explained', async () => {
  expect(await run({}, '--help')).toMatchObject({
    code: 0,
    out: expect.stringContaining('replay-quarantine') as string,
  });
});
