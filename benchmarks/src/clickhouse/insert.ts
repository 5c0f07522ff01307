import process from 'node:process';
import type { ClickHouseClient } from '@clickhouse/client';
import { quantile } from '../harness/statistics.ts';

export interface InsertScale {
  readonly batches: number;
  readonly batchRows: number;
}

/** The bare client with row objects; the adapter with events, with rows as text, and with rows as bytes. */
type Way = 'client' | 'events' | 'rows' | 'pieces';

const WAYS: readonly Way[] = ['client', 'events', 'rows', 'pieces'];

/** Rows in one piece of bytes, as the queue of events packs them. */
const PIECE = 64;

const DATABASE = 'inserts';

/** Inserts the same kind of batch with the bare client and with the adapter, in turn, and compares the time they take. */
export async function measureInserts(
  client: ClickHouseClient,
  directory: string,
  { batches, batchRows }: InsertScale,
): Promise<Readonly<Record<string, number>>> {
  const { clickhouse } = await import('@plumbline/adapter-clickhouse');
  const { createIdMaker, encodeRow, toRow } = await import('@plumbline/core');
  const makeId = createIdMaker();
  await using adapter = clickhouse({ embedded: { directory }, database: DATABASE, sendTimeoutMs: 60_000 });
  await adapter.open();
  const makeEvents = () =>
    Array.from({ length: batchRows }, (_, index) => ({
      eventId: makeId(),
      name: 'item_created',
      schemaVersion: '2026-05-telemetry-v1',
      occurredAt: Date.now() - index,
      ingestedAt: Date.now(),
      source: 'api',
      sessionId: `session-${index % 997}`,
      anonymousUserId: `u${index % 313}`.padStart(32, 'a'),
      orgIdHash: `org-${index % 7}`,
      routePattern: '/orgs/:id',
      payload: { durationMs: index, feature: 'approvals', step: 'submit', surface: 'page' },
    }));
  const prepare: Readonly<Record<Way, () => () => Promise<unknown>>> = {
    client() {
      const values = makeEvents().map((event) => toRow(event));
      const columns = Object.keys(values[0] ?? {}) as [string, ...string[]];
      const clickhouse_settings = { async_insert: 0 as const, insert_deduplication_token: makeId() };
      const table = `${DATABASE}.product_telemetry_events`;
      return () => client.insert({ table, columns, values, format: 'JSONEachRow', clickhouse_settings });
    },
    events() {
      const batch = { id: makeId(), events: makeEvents() };
      return () => adapter.send(batch);
    },
    rows() {
      const events = makeEvents();
      const batch = { id: makeId(), events, rows: events.map((event) => encodeRow(event) ?? '') };
      return () => adapter.send(batch);
    },
    pieces() {
      const events = makeEvents();
      const lines = events.map((event) => `${encodeRow(event)}\n`);
      const pieces = Array.from({ length: Math.ceil(lines.length / PIECE) }, (_, at) =>
        Buffer.from(lines.slice(at * PIECE, (at + 1) * PIECE).join('')),
      );
      const batch = { id: makeId(), events, pieces };
      return () => adapter.send(batch);
    },
  };
  const taken: Record<Way, number[]> = { client: [], events: [], rows: [], pieces: [] };
  const spent: Record<Way, number[]> = { client: [], events: [], rows: [], pieces: [] };
  for (let round = -1; round < batches; round += 1) {
    for (const [index] of WAYS.entries()) {
      // Each way is first, second, third and last as often as the others.
      const way = WAYS[(index + Math.max(round, 0)) % WAYS.length] ?? 'client';
      const run = prepare[way]();
      const cpu = process.cpuUsage();
      const began = performance.now();
      const outcome = (await run()) as { readonly kind?: string };
      if (way !== 'client' && outcome.kind !== 'delivered') throw new Error(`a batch was ${outcome.kind}`);
      if (round < 0) continue;
      taken[way].push(performance.now() - began);
      const { user, system } = process.cpuUsage(cpu);
      spent[way].push((user + system) / 1_000);
    }
  }
  const ratio = (way: Way): number =>
    quantile(
      taken[way].map((ms, round) => (taken.client[round] ?? Number.NaN) / ms),
      0.5,
    );
  return {
    insertMs: quantile(taken.pieces, 0.5),
    insertRatio: ratio('pieces'),
    insertRowsRatio: ratio('rows'),
    insertEventsRatio: ratio('events'),
    clientCpuMs: quantile(spent.client, 0.5),
    insertCpuMs: quantile(spent.pieces, 0.5),
    insertRowsCpuMs: quantile(spent.rows, 0.5),
    insertEventsCpuMs: quantile(spent.events, 0.5),
  };
}
