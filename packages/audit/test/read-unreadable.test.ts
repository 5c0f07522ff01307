import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { toCsv, toEcs, toOcsf } from '../src/evidence.ts';
import { type AuditStore, leafHash, queryAudit } from '../src/index.ts';
import { createAuditReader, findPatterns, renderWhoChanged } from '../src/read.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { runAudit } from './cli-support.ts';
import { DAY, idOf, rowOf, START } from './keep-support.ts';
import { keepLog, useFolder } from './support.ts';

const folder = useFolder();
const whole = JSON.parse(rowOf(2, { personal: false }).body) as Record<string, unknown>;

/** Bodies that the role of an application can add, and that end no reading. */
const bodies: readonly (readonly [string, string])[] = [
  ['no JSON', 'no json at all'],
  ['null', 'null'],
  ['a list', '[]'],
  ...(
    [
      ['no source', { source: undefined }],
      ['an actor of no type', { actor: { id: 'x', type: 'constructor' } }],
      ['an actor whose ID is a number', { actor: { id: 5, type: 'user' } }],
      ['an outcome that there is not', { outcome: 'constructor' }],
      ['a time that is none', { occurred_at: 'yesterday' }],
      ['no subjects', { subjects: undefined }],
      ['a subject that is none', { subjects: [null] }],
      ['a text for what changed', { changed: 'x' }],
      ['a number for a route', { route_pattern: 7 }],
    ] as const
  ).map(([name, change]) => [name, JSON.stringify({ ...whole, ...change })] as const),
];

let store: AuditStore;
beforeEach(async () => {
  store = sqliteStore({ path: path.join(folder(), 'audit.sqlite') });
  await store.migrate();
  await store.append([1, 3].map((n) => rowOf(n, { personal: false })));
});
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
const add = (body: string): Promise<void> =>
  store.append([{ ...rowOf(2, { personal: false }), body, leaf: leafHash(body) }]);

describe.each(bodies)('a row with %s', (_name, body) => {
  test('is named, and every other is read', async () => {
    await add(body);
    const page = await queryAudit(store);
    expect(page.records.map(({ id }) => id)).toEqual([idOf(3), idOf(1)]);
    expect(page.unreadable).toEqual([idOf(2)]);
    const named: string[] = [];
    const reader = createAuditReader({
      store,
      audit: { record: () => undefined },
      onUnreadable: (id) => named.push(id),
    });
    const records = await all(reader.all());
    expect(records).toHaveLength(2);
    for (const record of records) for (const format of [toCsv, toOcsf, toEcs]) expect(format(record)).toBeTruthy();
    expect(renderWhoChanged(records)).toContain('<li>');
    expect(await all(reader.patterns({ from: START, to: START + 9 * DAY }))).toEqual([]);
    expect(new Set(named)).toEqual(new Set([idOf(2)]));
  });
});

test('a page without such a row names none', async () => {
  expect(await queryAudit(store)).not.toHaveProperty('unreadable');
});

test('a long read goes on where a log is told, and ends where nobody is', async () => {
  await add('null');
  const audit = { record: () => undefined };
  const log = keepLog();
  expect(await all(createAuditReader({ store, audit, log }).export('jsonl'))).toHaveLength(2);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { code: 'PLB_AUDIT_EVIDENCE', audit_id: idOf(2) } }]);
  const fault = { code: 'PLB_AUDIT_EVIDENCE', message: expect.stringContaining(idOf(2)) as string };
  await expect(all(createAuditReader({ store, audit }).all())).rejects.toMatchObject(fault);
  const range = { from: START, to: START + 9 * DAY };
  await expect(all(findPatterns(store, range))).rejects.toMatchObject(fault);
});

test.each([
  ['query'],
  ['query', '--all'],
  ['export', '--format', 'csv'],
  ['export', '--format', 'ocsf'],
  ['patterns', '--json', '--from', '2026-01-01', '--to', '2026-12-01'],
])('the command %s %s %s names it, writes the others, and ends with 1', async (...args) => {
  await add('null');
  const { code, err, out } = await runAudit({ cwd: folder() }, ...args, '--sqlite', 'audit.sqlite');
  expect(err).toContain(`left out: ${idOf(2)} is no record\n1 row left out`);
  expect([1, 3].filter((n) => out.includes(idOf(n)))).toEqual(args[0] === 'patterns' ? [] : [1, 3]);
  expect(code).toBe(1);
});
