import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';
import { defineConfig } from '@plumbline/core';
import { defineGauges, postgresGaugeTable } from '@plumbline/metrics/gauges';
import { type OtlpReceiver, startOtlpReceiver } from '@plumbline/testkit/otlp';
import type pg from 'pg';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type LiveOptions, start } from '../src/index.ts';
import { cleanup, type Line } from './run-child.ts';

const workflow = defineGauges({
  name: 'workflow',
  everySeconds: 3_600,
  gauges: { content_items: { help: 'Items by status.', labels: { status: ['draft', 'approved'] } } },
  sample: 'SELECT status, count(*) AS content_items FROM item GROUP BY status',
});
const service = { name: 'approvals' };
const config = defineConfig({ service, metrics: { gauges: [workflow] } });
const ITEMS = "CREATE TABLE item (status text); INSERT INTO item VALUES ('draft'), ('draft')";
const SAMPLES = 'this replica samples these workflow gauges';

async function startWith(live: LiveOptions, receiver?: OtlpReceiver, given: Parameters<typeof start>[0] = config) {
  const lines: Line[] = [];
  const environment = { ...(receiver && { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_EXPORTER: 'none' }) };
  const plumbline = await start(given, {
    signals: false,
    environment,
    logDestination: { write: (line) => void lines.push(JSON.parse(line) as Line) },
    ...live,
  });
  cleanup.push(() => plumbline.shutdown());
  return { plumbline, lines };
}

async function receive(): Promise<OtlpReceiver> {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  return receiver;
}

/** What the receiver has of the gauges, once there is something. */
async function exported(flush: () => Promise<unknown>, receiver: OtlpReceiver) {
  const points = () => receiver.metrics().filter(({ name }) => name === 'plumbline.workflow.content_items');
  await expect
    .poll(async () => {
      await flush();
      return points().length;
    })
    .toBeGreaterThan(0);
  return Object.fromEntries(points().map(({ attributes, value }) => [attributes['status'], value]));
}

describe('workflow gauges', () => {
  it.each(['sqlite', 'postgres'])('are sampled from %s, and the lease is given back at the end', async (kind) => {
    const receiver = await receive();
    const sqlite = new DatabaseSync(':memory:');
    cleanup.push(() => sqlite.close());
    const postgres = await PGlite.create();
    cleanup.push(() => postgres.close());
    sqlite.exec(ITEMS);
    await postgres.exec(`${ITEMS}; ${postgresGaugeTable()}`);
    const database = kind === 'sqlite' ? sqlite : postgres;
    const { lines, plumbline } = await startWith({ gauges: { database } }, receiver);
    expect(await exported(() => plumbline.flush(), receiver)).toEqual({ draft: 2, approved: 0 });
    await plumbline.shutdown();
    expect(lines.filter(({ msg }) => msg === SAMPLES)).toHaveLength(1);
    // Of an hour, and free: the next one samples at once.
    const next = await startWith({ gauges: { database } }, receiver);
    await expect.poll(() => next.lines.some(({ msg }) => msg === SAMPLES)).toBe(true);
    const names = kind === 'sqlite' ? sqlite.prepare('SELECT name FROM plumbline_gauge_lease').all() : [];
    expect(names).toEqual(kind === 'sqlite' ? [{ name: 'approvals/development/workflow' }] : []);
  });

  it('without a database are not sampled, which is said', async () => {
    const { lines } = await startWith({}, await receive());
    expect(lines.filter(({ level }) => level === 'warn')).toMatchObject([
      { msg: 'workflow gauges have no database and are not sampled', gauges: ['workflow'] },
    ]);
  });

  it('are sampled by nobody where no metric leaves', async () => {
    let asked = 0;
    const database = { query: () => Promise.reject(new Error(String((asked += 1)))) };
    const { lines, plumbline } = await startWith({ gauges: { database } });
    await plumbline.shutdown();
    expect(asked).toBe(0);
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('are refused where they could not work', async () => {
    const twice = defineConfig({ service, metrics: { gauges: [workflow, workflow] } });
    await expect(startWith({}, undefined, twice)).rejects.toThrow(/gauges: must not have two sets, or two gauges/);
    await expect(startWith({ gauges: { database: {} } } as never)).rejects.toThrow(
      /options\.gauges\.database: must be a pool of `pg` or a `DatabaseSync`/,
    );
  });

  it('take what people have', () => {
    expectTypeOf<pg.Pool>().toExtend<NonNullable<LiveOptions['gauges']>['database']>();
    expectTypeOf<pg.Client>().toExtend<NonNullable<LiveOptions['gauges']>['database']>();
    expectTypeOf<PGlite>().toExtend<NonNullable<LiveOptions['gauges']>['database']>();
    expectTypeOf<DatabaseSync>().toExtend<NonNullable<LiveOptions['gauges']>['database']>();
  });
});
