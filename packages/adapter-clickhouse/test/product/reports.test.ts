import type { ReportQuestion, ReportValue } from '@plumbline/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nextMessage, startProgram } from '../support.ts';
import { fingerprintOf, identityOf, makeReport } from './any-report.ts';
import { inOrder } from './event-lists.ts';
import { startStore, type Store } from './store.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store[Symbol.asyncDispose]());

const tableOf = (database: string): string => `${database}.product_telemetry_reports`;

const anyReport: fc.Arbitrary<ReportValue> = fc
  .record({
    metric: fc.constantFrom('actives', 'activation', "o'clock\\"),
    version: fc.constantFrom(1, 2, 4_294_967_295),
    period: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'quarter' as const),
    start: fc.constantFrom('1970-01-01', '2026-01-01', '2026-04-01', '2149-06-06'),
    slice: fc.constantFrom('', 'admin', '日本\n"語"', '\u0000', '{x:String}'),
    value: fc.oneof(fc.constant(null), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    text: fc.constantFrom('one text', 'another'),
    computedAt: fc.integer({ min: 0, max: 10_413_791_999_999 }),
  })
  .map(({ text, value, ...rest }) => ({ ...rest, value: value === 0 ? 0 : value, fingerprint: fingerprintOf(text) }));

const anyQuestion: fc.Arbitrary<ReportQuestion> = fc.record(
  {
    metrics: fc.subarray(['actives', 'activation', "o'clock\\", 'none'], { minLength: 1 }),
    period: fc.constantFrom('day' as const, 'quarter' as const),
    from: fc.constantFrom('1970-01-02', '2026-04-01'),
    until: fc.constantFrom('2026-04-01', '2149-06-06'),
  },
  { requiredKeys: [] },
);

/** What a store of these numbers says, in plain words. */
function readFrom(
  kept: Iterable<ReportValue>,
  { metrics, period, from, until }: ReportQuestion,
): readonly ReportValue[] {
  return [...kept]
    .filter((value) => metrics?.includes(value.metric) ?? true)
    .filter((value) => period === undefined || value.period === period)
    .filter(({ start }) => (from === undefined || start >= from) && (until === undefined || start <= until))
    .toSorted((one, two) => {
      const keys = ({ metric, period: of, start, slice }: ReportValue): readonly string[] => [metric, of, start, slice];
      return inOrder(keys(one), keys(two)) || one.version - two.version;
    });
}

it('keeps the first number of each, whatever is written later, and reads what was asked for', async () => {
  const anyWrites = fc.array(fc.array(anyReport, { maxLength: 30 }), { maxLength: 6 });
  const property = fc.asyncProperty(anyWrites, fc.array(anyQuestion, { maxLength: 5 }), async (writes, questions) => {
    const database = await store.database();
    await using queries = store.queries(database);
    const kept = new Map<string, ReportValue>();
    for (const values of writes) {
      const known = kept.size;
      for (const value of values) if (!kept.has(identityOf(value))) kept.set(identityOf(value), value);
      expect(await queries.writeReports(values)).toBe(kept.size - known);
    }
    for (const question of [{}, ...questions]) {
      expect(await queries.readReports(question)).toEqual(readFrom(kept.values(), question));
    }
    await store.client.command({ query: `DROP DATABASE ${database}` });
  });
  await fc.assert(property, { numRuns: 6 * SCALE });
});

it('takes the first of two that stand in one list', async () => {
  await using queries = store.queries(await store.database());
  expect(await queries.writeReports([makeReport({ value: 1 }), makeReport({ value: 2 })])).toBe(1);
  expect(await queries.readReports()).toEqual([makeReport({ value: 1 })]);
});

it('names the version that made a number, and the text of it that counted', async () => {
  await using queries = store.queries(await store.database());
  const first = makeReport();
  const second = makeReport({ version: 2, fingerprint: fingerprintOf('the second text'), value: 23 });
  expect(await queries.writeReports([first])).toBe(1);
  expect(await queries.writeReports([{ ...first, fingerprint: second.fingerprint, value: 99 }, second])).toBe(1);
  expect(await queries.readReports()).toEqual([first, second]);
});

/** Another writer's row of a number that is there: its clock was behind, so that it was stamped before the first one. */
const rivalOf = (database: string, value: number): Promise<unknown> =>
  store.client.command({
    query: `INSERT INTO ${tableOf(database)} SELECT * REPLACE (${value} AS value, toUUID('00000000-0000-0000-0000-000000000000') AS write_id, written_at - INTERVAL 1 HOUR AS written_at) FROM ${tableOf(database)} LIMIT 1`,
  });

it('keeps a number that was read when a row comes to light that was stamped before it', async () => {
  const database = await store.database();
  const first = makeReport();
  await using queries = store.queries(database);
  expect(await queries.writeReports([first])).toBe(1);
  await rivalOf(database, 99);
  expect(await queries.readReports()).toEqual([first]);
  // Parts that were merged say as much.
  await store.client.command({ query: `OPTIMIZE TABLE ${tableOf(database)} FINAL` });
  await rivalOf(database, 98);
  await store.client.command({ query: `OPTIMIZE TABLE ${tableOf(database)} FINAL` });
  expect(await queries.readReports()).toEqual([first]);
  expect(await queries.writeReports([makeReport({ value: 97 })])).toBe(0);
});

const START = Date.UTC(2026, 0, 1);

/** The numbers of a writer: the same ones as everybody's, each with a value that says whose it is. */
const valuesOf = (writer: number, count: number): readonly ReportValue[] =>
  Array.from({ length: count }, (_, day) =>
    makeReport({ period: 'day', start: new Date(START + day * 86_400_000).toISOString().slice(0, 10), value: writer }),
  );

/** The numbers that were read as one value and then as another. */
function changesOf(readings: readonly (readonly ReportValue[])[]): readonly string[] {
  const first = new Map<string, number | null>();
  const changed = new Set<string>();
  for (const value of readings.flat()) {
    const known = first.get(identityOf(value));
    if (known === undefined) first.set(identityOf(value), value.value);
    else if (known !== value.value) changed.add(identityOf(value));
  }
  return [...changed];
}

it('lets one of several writers of the same moment count, and tells the others', async () => {
  for (let round = 0; round < 4 * SCALE; round += 1) {
    const database = await store.database();
    await using queries = store.queries(database);
    const state = { isOver: false };
    const writing = Promise.all([1, 2, 3, 4, 5].map((writer) => queries.writeReports(valuesOf(writer, 6))));
    const over = writing.finally(() => (state.isOver = true));
    const readings: (readonly ReportValue[])[] = [];
    while (!state.isOver) readings.push(await queries.readReports());
    const counts = await over;
    const found = await queries.readReports();
    expect(changesOf([...readings, found])).toEqual([]);
    expect(found).toHaveLength(6);
    for (const [index, count] of counts.entries()) {
      expect(found.filter(({ value }) => value === index + 1)).toHaveLength(count);
    }
  }
});

it('keeps it so among processes, when one of them is killed, and after the store was started again', async () => {
  const own = await startStore();
  const database = await own.database();
  using one = startProgram('report-writer.ts', [own.directory, database]);
  using two = startProgram('report-writer.ts', [own.directory, database]);
  using doomed = startProgram('report-writer.ts', [own.directory, database]);
  const programs = [one, two, doomed];
  await Promise.all(programs.map((program) => nextMessage(program)));
  const counted = [one, two].map((program) => nextMessage<number>(program));
  for (const [index, program] of programs.entries()) program.send(valuesOf(index + 1, 8));
  doomed.kill('SIGKILL');
  const counts = await Promise.all(counted);
  const queries = own.queries(database);
  const found = await queries.readReports();
  expect(found).toHaveLength(8);
  for (const [index, count] of counts.entries()) {
    expect(found.filter(({ value }) => value === index + 1)).toHaveLength(count);
  }
  await queries.close();
  for (const program of [one, two]) program.kill('SIGKILL');
  await own.restart();
  await using again = own.queries(database);
  expect(await again.writeReports(valuesOf(9, 8))).toBe(0);
  expect(await again.readReports()).toEqual(found);
  await again.close();
  await own[Symbol.asyncDispose]();
});
