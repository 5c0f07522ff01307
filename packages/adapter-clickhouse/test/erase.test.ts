import { createClient } from '@clickhouse/client';
import type { ErasureOutcome } from '@plumbline/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../src/embedded.ts';
import { askQuestion, clickhouse, type ClickhouseLib, finishErasures } from '../src/index.ts';
import { gone, makeBatch, makeEvent, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let engine: EmbeddedServer;
let client: ReturnType<typeof createClient>;
let database = '';
let databases = 0;

beforeAll(async () => {
  engine = await startEmbedded({ directory: folder.path });
  client = createClient({ ...engine.clientOptions(), log: { level: 127 } });
});

afterAll(async () => {
  await client.close();
  await engine.release();
  await gone(engine.pid);
  folder[Symbol.dispose]();
});

beforeEach(() => {
  database = `erase_${(databases += 1)}`;
});

const adapter = (): ReturnType<typeof clickhouse> => clickhouse({ embedded: { directory: folder.path }, database });

const rows = async (query: string): Promise<unknown[]> => (await client.query({ query, format: 'JSONEachRow' })).json();

const countsOf = (): Promise<unknown[]> =>
  rows(
    `SELECT anonymous_user_id AS user, toUInt32(count()) AS events FROM ${database}.product_telemetry_events FINAL GROUP BY user ORDER BY user`,
  );

const erase = async (...anonymousUserIds: readonly string[]): Promise<ErasureOutcome> => {
  await using eraser = adapter();
  return eraser.erase({ id: 'erasure-1', anonymousUserIds, requestedAt: Date.now() });
};

const week = 7 * 86_400_000;

/** Three people and a stranger without an ID over four weeks; every event of the first is stored twice. */
async function fill(): Promise<void> {
  await using writer = adapter();
  const events = ['ann', 'ben', 'cleo', ''].flatMap((anonymousUserId, person) =>
    Array.from({ length: 8 + person }, (_, index) =>
      makeEvent({ anonymousUserId, occurredAt: Date.now() - (index % 4) * week }),
    ),
  );
  const copies = events.filter(({ anonymousUserId }) => anonymousUserId === 'ann');
  for (const batch of [makeBatch(events), makeBatch(copies)]) {
    expect(await writer.send(batch)).toEqual({ kind: 'delivered' });
  }
}

describe('erasing a person', () => {
  it('removes that person, counts events and not copies, and leaves everybody else alone', async () => {
    await fill();
    expect(await erase('ann')).toEqual({ kind: 'erased', removed: 8 });
    expect(await countsOf()).toEqual([
      { user: '', events: 11 },
      { user: 'ben', events: 9 },
      { user: 'cleo', events: 10 },
    ]);
    const actives = await askQuestion(client, 'featureUsage', { database });
    expect(actives).toMatchObject([{ views: 30, anonymous_users: 2 }]);
    expect(await erase('ann')).toEqual({ kind: 'nothing_found' });
  });

  it('takes many at once, and names that look like statements', async () => {
    await fill();
    await using writer = adapter();
    const nasty = `') OR 1 = 1 --\\`;
    await writer.send(makeBatch([makeEvent({ anonymousUserId: nasty })]));
    const others = Array.from({ length: 900 }, (_, index) => `nobody-${index}-${'x'.repeat(40)}`);
    expect(await erase(...others, 'ben', nasty, 'ben')).toEqual({ kind: 'erased', removed: 10 });
    expect(await countsOf()).toEqual([
      { user: '', events: 11 },
      { user: 'ann', events: 8 },
      { user: 'cleo', events: 10 },
    ]);
  });

  it('never takes those without an ID for a person', async () => {
    await fill();
    expect(await erase('')).toMatchObject({ kind: 'failed', error: { code: 'PLB_ERASURE' } });
    expect(await erase('', 'ann')).toEqual({ kind: 'erased', removed: 8 });
    expect(await countsOf()).toMatchObject([{ user: '', events: 11 }, { user: 'ben' }, { user: 'cleo' }]);
  });

  it('leaves no bytes once it is finished', async () => {
    await fill();
    await erase('ann');
    const stored = async (): Promise<unknown> => {
      const parts = `SELECT toUInt32(sum(rows)) AS rows FROM system.parts WHERE database = '${database}' AND table = 'product_telemetry_events' AND active`;
      return (await rows(parts))[0];
    };
    expect(await stored()).toEqual({ rows: 8 + 8 + 9 + 10 + 11 });
    await finishErasures(client, { database });
    expect(await stored()).toEqual({ rows: 9 + 10 + 11 });
    // Through the adapter, as `plumbline erase --finish` asks for it.
    await erase('ben');
    await using eraser = adapter();
    expect(await eraser.finishErasure?.()).toEqual({ kind: 'erased' });
    expect(await stored()).toEqual({ rows: 10 + 11 });
    await expect(finishErasures(client, { database: 'absent' })).rejects.toMatchObject({
      code: 'PLB_CLICKHOUSE_QUERY',
    });
  });

  it.each([
    ['retry', 'a server that is not there', Object.assign(new Error('quotes'), { code: 'ECONNREFUSED' })],
    ['retry', 'a full disk', Object.assign(new Error('quotes ann'), { code: '243', type: 'NOT_ENOUGH_SPACE' })],
    ['failed', 'a missing right', Object.assign(new Error('quotes ann'), { code: '497', type: 'ACCESS_DENIED' })],
  ])('answers %s for %s, and names nobody', async (kind, _, thrown) => {
    await fill();
    const lib: ClickhouseLib = {
      createClient: (options) =>
        Object.assign(Object.create(createClient(options)) as ReturnType<ClickhouseLib['createClient']>, {
          command: () => Promise.reject(thrown),
        }),
    };
    await using eraser = clickhouse({ embedded: { directory: folder.path }, database, lib });
    const outcome = await eraser.erase({ id: 'e', anonymousUserIds: ['ann'], requestedAt: 0 });
    expect(outcome).toMatchObject({ kind, error: { code: 'PLB_ERASURE' } });
    expect(JSON.stringify(outcome)).not.toMatch(/quotes|ann/);
    expect(await countsOf()).toHaveLength(4);
  });
});
