import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeEvent } from '../support.ts';
import { startStore, type Store } from './store.ts';

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store[Symbol.asyncDispose]());

it('ends what nobody waits for any more, and answers what is asked after it', async () => {
  const database = await store.database();
  await store.send(database, [makeEvent({})]);
  await using queries = store.queries(database);
  const ended = AbortSignal.abort();
  const values = queries.values('feature', { days: 1 }, ended);
  await expect(values).rejects.toMatchObject({ code: 'PLB_CLICKHOUSE_QUERY' });
  const sql = 'SELECT count() AS events FROM product_telemetry_events';
  await expect(queries.query(sql, {}, ended)).rejects.toMatchObject({ code: 'PLB_CLICKHOUSE_QUERY' });
  const abort = new AbortController();
  const slow = queries.query('SELECT sleep(3)', {}, abort.signal);
  setImmediate(() => abort.abort());
  await expect(slow).rejects.toMatchObject({ code: 'PLB_CLICKHOUSE_QUERY' });
  expect(await queries.query(sql, {}, new AbortController().signal)).toEqual([{ events: 1 }]);
});
