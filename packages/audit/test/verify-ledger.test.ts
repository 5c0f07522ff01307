import { readdirSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { createAbsentRecords } from '../src/evidence/absent-records.ts';
import { createFindings } from '../src/evidence/findings.ts';
import { createIdLedger, SEEN } from '../src/evidence/id-ledger.ts';
import { parsePruneStatement } from '../src/evidence/prune-statement.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
let ledger = createIdLedger();
afterEach(() => {
  ledger.close();
  ledger = createIdLedger();
  vi.unstubAllEnvs();
});

const idOf = (n: number): string => `019b7ca9-8c88-7000-8000-${(n * 257).toString(16).padStart(12, '0')}`;
const leafOf = (n: number): string => n.toString(16).padStart(64, '0');

test('what is put into a ledger comes out of it, also what had to move to a file', () => {
  vi.stubEnv('TMPDIR', folder());
  const count = 200_000;
  for (let n = 0; n < count; n += 1) ledger.add(n % 2 ? SEEN.sealed : SEEN.witnessed, n, idOf(n), leafOf(n));
  expect(readdirSync(folder())).toHaveLength(1);
  const seen = new Map<number, string>();
  for (const bucket of ledger.buckets()) {
    expect(bucket.count).toBeLessThan(count / 100);
    for (let index = 0; index < bucket.count; index += 1) {
      const entry = [bucket.kind(index), bucket.id(index), bucket.leaf(index)].join(' ');
      seen.set(bucket.seal(index), entry);
    }
  }
  expect(seen.size).toBe(count);
  const wrong = [...seen].filter(
    ([n, entry]) => entry !== `${n % 2 ? SEEN.sealed : SEEN.witnessed} ${idOf(n)} ${leafOf(n)}`,
  );
  expect(wrong).toEqual([]);
  ledger.close();
  expect(readdirSync(folder())).toEqual([]);
});

test('the records of a seal go in together, and a malformed one is passed over', () => {
  ledger.addSealed(7, [idOf(1), idOf(2)], [leafOf(1), leafOf(2)]);
  ledger.addSealed(8, [idOf(3), 'none'], [leafOf(3), leafOf(4)]);
  ledger.addSealed(9, [idOf(5)], ['none']);
  ledger.add(SEEN.waiting, 0, 'none', leafOf(6));
  const seen: string[] = [];
  for (const bucket of ledger.buckets()) {
    for (let index = 0; index < bucket.count; index += 1) {
      seen.push([bucket.seal(index), bucket.id(index), bucket.leaf(index)].join(' '));
    }
  }
  const expected = [`7 ${idOf(1)} ${leafOf(1)}`, `7 ${idOf(2)} ${leafOf(2)}`, `8 ${idOf(3)} ${leafOf(3)}`];
  expect(seen.toSorted()).toEqual(expected);
});

const HEAD = 'plumbline-audit-prune v1\nbefore 2026-06-01T00:00:00.000Z\nclasses security,access\n';

test('a statement of pruning is read to the letter', () => {
  const statement = parsePruneStatement(`${HEAD}seal 1 all\nseal 3 BQ==\n`, 4);
  expect(statement).toMatchObject({ before: '2026-06-01T00:00:00.000Z', classes: ['security', 'access'] });
  expect([...(statement?.seals ?? [])]).toEqual([
    [1, 'all'],
    [3, Buffer.from([5])],
  ]);
  expect(parsePruneStatement(HEAD, 4)?.seals.size).toBe(0);
});

test.each([
  ['another first line', `${HEAD.replace('v1', 'v2')}seal 1 all\n`],
  ['no last LF', `${HEAD}seal 1 all`],
  ['its own seal', `${HEAD}seal 4 all\n`],
  ['a seal twice', `${HEAD}seal 1 all\nseal 1 BQ==\n`],
  ['no records', `${HEAD}seal 1 \n`],
  ['no base64', `${HEAD}seal 1 ???=\n`],
  ['a number with a zero before it', `${HEAD}seal 01 all\n`],
  ['an empty line', `${HEAD}\nseal 1 all\n`],
  ['another time', `${HEAD.replace('.000Z', 'Z')}seal 1 all\n`],
  ['no class', HEAD.replace('security,access', '')],
  ['a class that there is not', HEAD.replace('access', 'nosuchclass')],
  ['a time that there is not', HEAD.replace('-06-01', '-13-01')],
])('a statement of pruning with %s is none', (_what, text) => {
  expect(parsePruneStatement(text, 4)).toBeUndefined();
});

test('an absent record is excused once, only by its own bit, and only where it was made before the time', async () => {
  const { before } = parsePruneStatement(HEAD, 4) ?? { before: '' };
  const at = (ms: number): string => {
    const time = (Date.parse(before) + ms).toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
  };
  const seal = { no: 1, header: '', ids: [at(-2), at(-2), at(-1), at(0)], leaves: [], signature: new Uint8Array() };
  const source = { seals: async () => [seal] };
  const absent = createAbsentRecords();
  const statement = parsePruneStatement(`${HEAD}seal 1 DQ==\n`, 4);
  if (!statement) throw new Error('no statement');
  const size = seal.ids.length;
  for (const index of [0, 1, 1]) absent.add(1, index, { id: seal.ids[index] ?? '', size });
  expect(absent.left).toBe(2);
  expect(await absent.excuse(statement, source)).toBe(1);
  expect(await absent.excuse(statement, source)).toBe(0);
  for (const index of [2, 3]) absent.add(1, index, { id: seal.ids[index] ?? '', size });
  expect(await absent.excuse(statement, source)).toBe(1);
  expect(absent.left).toBe(2);
  expect(await absent.excuse(statement, { seals: async () => [{ ...seal, no: 2 }] })).toBe(0);
});

test('findings are counted beyond what is kept', () => {
  const findings = createFindings(1);
  for (const id of ['a', 'b']) findings.add({ problem: 'missing', id, what: '' });
  expect(findings.list.map(({ id }) => id)).toEqual(['a']);
  expect(findings.total).toBe(2);
});
