import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreMetrics, defineMetric, type Metric } from '../../src/reporting.ts';
import { EMPTY_LOCK, formatLock, type MetricsLock, parseLock } from '../../src/reporting/lock.ts';
import { describeLockChanges } from '../../src/reporting/lock-words.ts';
import { updateLock } from '../../src/reporting/update-lock.ts';
import { counting, metric, SHIPPED } from './support.ts';

const lockOf = (metrics: readonly Metric[], before: MetricsLock = EMPTY_LOCK): MetricsLock => {
  const update = updateLock(before, metrics);
  if (update.refused.length > 0) throw new Error(update.refused.join('\n'));
  return (update as { readonly lock: MetricsLock }).lock;
};

const refusalsOf = (before: MetricsLock, metrics: readonly Metric[]): string =>
  updateLock(before, metrics).refused.join('\n');

const one = counting(1);
const two = counting(2, { version: 2, change: 'Everybody counts twice.', validFrom: '2026-07-01' });

describe('the lock', () => {
  it('has one fact per line, sorted', () => {
    expect(formatLock(lockOf([metric({ caveats: ['A.', 'B.'] })]))).toMatchInlineSnapshot(`
      "metrics-lock 1
      now  active_people  1
      def  active_people  1  audience  leadership
      def  active_people  1  caveat.001  A.
      def  active_people  1  caveat.002  B.
      def  active_people  1  fingerprint  2d1b684b72318418aab43f1c0f1293be673ecba054f57fd11a22e40f9d17914e
      def  active_people  1  min-people  5
      def  active_people  1  owner  @product
      def  active_people  1  periods  quarter
      def  active_people  1  query.001  SELECT uniqExact(anonymous_user_id) AS value, value AS people
      def  active_people  1  query.002  FROM product_telemetry_events
      def  active_people  1  query.003  WHERE occurred_at >= {from:DateTime64(3)} AND occurred_at < {until:DateTime64(3)}
      def  active_people  1  question  How many people used the product?
      def  active_people  1  reads-days  0 before, 0 after
      def  active_people  1  seal  d25e6e9d80a27566
      def  active_people  1  title  Active people
      def  active_people  1  unit  people
      def  active_people  1  valid-from  2026-01-01
      "
    `);
  });

  it('gives the same bytes whatever the order, and reads what it wrote', () => {
    const other = metric({ id: 'b', slices: 'role', query: one.query.replace('SELECT', 'SELECT name AS slice,') });
    const text = formatLock(lockOf([one, other]));
    expect(formatLock(lockOf([other, one]))).toBe(text);
    expect(formatLock(parseLock(text))).toBe(text);
    expect(formatLock(parseLock(text.replaceAll('\n', '\r\n')))).toBe(text);
  });

  it('keeps every version for ever', () => {
    const lock = lockOf([two], lockOf([one]));
    expect(lock.versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(lock.versions[0]).toEqual(one);
    expect([...lock.current]).toEqual([['active_people', 2]]);
    expect(lockOf([], lock).versions).toEqual(lock.versions);
  });

  it('only gains lines of a new version, beside the one that says which is declared', () => {
    const [before, after] = [lockOf([one]), lockOf([two], lockOf([one]))].map((lock) => formatLock(lock).split('\n'));
    expect(before?.filter((line) => !after?.includes(line))).toEqual(['now  active_people  1']);
  });

  it('refuses a query that changed under its version, and says how to go on', () => {
    const changed = counting(2);
    expect(refusalsOf(lockOf([one]), [changed])).toMatch(
      /^active_people: `query` changed under version 1, .* Set `version: 2`, say in `change`/,
    );
    expect(refusalsOf(lockOf([one]), [metric({ query: one.query, minPeople: 9 })])).toContain('`minPeople` changed');
    expect(refusalsOf(lockOf([two], lockOf([one])), [counting(3, { version: 2, change: 'Thrice.' })])).toContain(
      '`version: 3`',
    );
  });

  it('refuses an older version, and another unit under the same name', () => {
    const lock = lockOf([two], lockOf([one]));
    expect(refusalsOf(lock, [one])).toMatch(/version 1 is declared, and version 2 was there already/);
    const share = counting(2, { version: 3, change: 'A share.', unit: 'share' });
    expect(refusalsOf(lock, [share])).toMatch(/its unit was people and is share/);
  });

  it('says every refusal at once', () => {
    const b = metric({ id: 'b' });
    expect(updateLock(lockOf([one, b]), [counting(2), counting(2, { id: 'b' })]).refused).toHaveLength(2);
  });

  it('takes another owner, wording and readers under the same version', () => {
    const worded = counting(1, { owner: '@ops', question: 'Who was here?', audience: ['product', 'operator'] });
    expect(lockOf([worded], lockOf([one])).versions).toEqual([worded]);
  });

  it('refuses any edit of any line', () => {
    const text = formatLock(lockOf([two], lockOf([one])));
    const lines = text.split('\n');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: lines.length - 2 }),
        fc.nat(),
        fc.constantFrom('x', ' ', '1', ''),
        (line, place, sign) => {
          const old = lines[line] ?? '';
          const cut = place % (old.length + 1);
          const edited =
            sign === '' ? old.slice(0, cut) + old.slice(cut + 1) : old.slice(0, cut) + sign + old.slice(cut);
          fc.pre(edited !== old);
          const broken = lines.with(line, edited).join('\n');
          // `1` before or after a version can only make one that is not there.
          expect(() => parseLock(broken)).toThrow(/PLB_REPORTING_LOCK: plumbline.metrics.lock, line \d+: /);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('refuses a line that is gone or stands twice', () => {
    const lines = formatLock(lockOf([two], lockOf([one]))).split('\n');
    for (const index of lines.slice(2, -1).keys()) {
      const line = index + 2;
      expect(() => parseLock(lines.toSpliced(line, 1).join('\n'))).toThrow(/PLB_REPORTING_LOCK/);
      const twice = lines.toSpliced(line, 0, lines[line] ?? '').join('\n');
      expect(() => parseLock(twice)).toThrow(/PLB_REPORTING_LOCK/);
    }
  });
});

describe('what changed between two locks', () => {
  it('is said in words, with the lines of the query', () => {
    const before = lockOf([one, metric({ id: 'gone' })]);
    const after = lockOf([defineMetric({ ...two, owner: '@ops' }), metric({ id: 'young' })], before);
    const { words, rewritten } = describeLockChanges(before, after);
    expect(rewritten).toEqual([]);
    expect(words.join('\n')).toMatchInlineSnapshot(`
      "active_people: version 2 after version 1, from 2026-07-01
        what is counted otherwise: Everybody counts twice.
        belongs to @ops, where it belonged to @product
        how the query changed:
            SELECT uniqExact(anonymous_user_id) AS value, value AS people
            FROM product_telemetry_events
          - WHERE occurred_at >= {from:DateTime64(3)} AND occurred_at < {until:DateTime64(3)} AND 1 = 1
          + WHERE occurred_at >= {from:DateTime64(3)} AND occurred_at < {until:DateTime64(3)} AND 2 = 2
        numbers of version 1 stay as they are; a report marks where version 2 begins
      young: new, version 1, for leadership, owned by @product, from 2026-01-01
        asks: How many people used the product?
        counts:
          SELECT uniqExact(anonymous_user_id) AS value, value AS people
          FROM product_telemetry_events
          WHERE occurred_at >= {from:DateTime64(3)} AND occurred_at < {until:DateTime64(3)}
      gone: no longer declared; its numbers stay, and no more are made"
    `);
  });

  it('is nothing between equals', () => {
    expect(describeLockChanges(lockOf([one]), lockOf([one]))).toEqual({ rewritten: [], words: [] });
  });

  it('names a version that was rewritten or taken away', () => {
    const before = lockOf([two], lockOf([one]));
    const forged = lockOf([two], lockOf([counting(7)]));
    expect(describeLockChanges(before, forged).rewritten.join()).toMatch(
      /version 1 was rewritten\n[^]*- .*1 = 1\n[^]*\+ .*7 = 7/,
    );
    expect(describeLockChanges(before, lockOf([two])).rewritten).toEqual([
      'active_people: version 1 is gone, and numbers that it made are not',
    ]);
    // Only whoever declares a version may word it anew.
    const reworded = lockOf([two], lockOf([counting(1, { question: 'How many robots?' })]));
    expect(describeLockChanges(before, reworded).rewritten.join()).toContain('How many robots?');
  });
});

describe('the shipped definitions', () => {
  const file = new URL('core-metrics.lock', import.meta.url);
  const shipped = coreMetrics(SHIPPED);

  it('count as they did when they were released, or have another version', async () => {
    expect(refusalsOf(parseLock(readFileSync(file, 'utf8')), shipped)).toBe('');
    await expect(formatLock(lockOf(shipped, parseLock(readFileSync(file, 'utf8'))))).toMatchFileSnapshot(file.pathname);
  });
});
