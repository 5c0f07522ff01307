import { createClient } from '@clickhouse/client';
import type { OutboundEvent, ProductAsk } from '@plumbline/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../src/answer/answer.ts';
import type { ClickhouseClient, ClickhouseQuery } from '../../src/client.ts';
import { createRollups } from '../../src/index.ts';
import { makeEvent } from '../support.ts';
import { startStore, type Store } from './store.ts';

const table = 'product_telemetry_events';

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store[Symbol.asyncDispose]());

interface Watched extends ClickhouseClient {
  /** What was asked, in its order. */
  readonly asked: ClickhouseQuery[];
}

/** A client of the store that tells what it is asked; the first questions may go to another one. */
function watched(first: readonly Pick<ClickhouseClient, 'query'>[] = []): Watched {
  const others = [...first];
  const asked: ClickhouseQuery[] = [];
  const real: ClickhouseClient = store.client;
  return {
    asked,
    query: (params) => {
      asked.push(params);
      return (others.shift() ?? real).query(params);
    },
    exec: (params) => real.exec(params),
    command: (params) => real.command(params),
    close: () => Promise.resolve(),
  };
}

const ofColumns = ({ query }: ClickhouseQuery): boolean => query.includes('system.columns');

const views: ProductAsk = { panel: 'clientErrors', span: { days: 14 } };

it('asks for the columns again where ClickHouse was away at the first question, and says with its code that it was', async () => {
  const database = await store.database();
  // Nobody listens there.
  const away = createClient({ url: 'http://127.0.0.1:1', log: { level: 127 } });
  const client = watched([away, away]);
  await expect(answer(client, views, { database, table })).rejects.toMatchObject({ code: 'PLB_CLICKHOUSE_QUERY' });
  const rollups = createRollups({ client, database });
  await expect(rollups.run('2026-05-31')).rejects.toMatchObject({ code: 'PLB_CLICKHOUSE_QUERY' });
  expect(await answer(client, views, { database, table })).toMatchObject({ from: 'events', rows: [] });
  expect(client.asked.filter(ofColumns)).toHaveLength(3);
  await away.close();
});

it('knows the columns still when somebody leaves before an answer', async () => {
  const database = await store.database();
  const client = watched();
  await answer(client, views, { database, table });
  const left = answer(client, { ...views, signal: AbortSignal.abort() }, { database, table });
  await expect(left).rejects.toMatchObject({ code: 'PLB_CLICKHOUSE_QUERY' });
  await answer(client, views, { database, table });
  expect(client.asked.filter(ofColumns)).toHaveLength(1);
});

describe('of teams', () => {
  const teams: ProductAsk = {
    panel: 'captureVolume',
    span: { days: 14 },
    slice: { team: ['five', 'four'] },
    compare: true,
  };

  it('ends every statement with the question, but the one whose answer others wait for too', async () => {
    const database = await store.database();
    const client = watched();
    const { signal } = new AbortController();
    await answer(client, { ...teams, signal }, { database, table });
    const endless = client.asked.filter((query) => query.abort_signal !== signal);
    expect(endless.filter((query) => !ofColumns(query))).toEqual([]);
    expect(client.asked.length).toBeGreaterThan(endless.length);
  });

  it('counts people without leaving out copies, which make none more', async () => {
    const database = await store.database();
    const of = (team: string, people: number): readonly OutboundEvent[] =>
      Array.from({ length: people }, (_, index) =>
        makeEvent({ occurredAt: Date.now() - 86_400_000, anonymousUserId: `${team}${index}`, payload: { team } }),
      );
    const events = [...of('five', 5), ...of('four', 4)];
    await store.send(database, events, events);
    const client = watched();
    const { rows } = await answer(client, teams, { database, table });
    expect(rows).toEqual([[expect.any(String), 'feature_viewed', 'five', 5]]);
    const counting = client.asked.filter(({ query }) => query.includes('uniqUpTo'));
    expect(counting.map(({ query }) => query.endsWith('SETTINGS final = 0'))).toEqual([true]);
  });
});
