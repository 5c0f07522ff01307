import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { anyGraph, quietGraph, word } from './fuzz/graphs.ts';
import { asLine, snapshot } from './fuzz/look.ts';

/** `npm run test:soak` runs the same properties on this many times the cases. */
const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
// Long where many share the processor, and longer where there are many cases; nothing here is timed.
vi.setConfig({ testTimeout: SCALE > 1 ? 7_200_000 : 120_000 });

const redactor = createRedactor();
const hash = (value: string): string =>
  createHmac('sha256', 'a key of this test').update(value).digest('hex').slice(0, 8);
const hashed = createRedactor({ style: { hash } });
const runs = (numRuns: number): { numRuns: number } => ({ numRuns: numRuns * SCALE });

it('never throws, never changes what it is given, and its JSON is always JSON', () => {
  fc.assert(
    fc.property(anyGraph, (make) => {
      const x = make();
      const before = snapshot(x);
      redactor.value(x);
      redactor.explain(x);
      redactor.plain(x);
      hashed.value(x);
      JSON.parse(redactor.stringify(x));
      const after = snapshot(x);
      expect(after.length).toBe(before.length);
      expect(before.findIndex((one, i) => !Object.is(one, after[i]))).toBe(-1);
    }),
    runs(6000),
  );
});

it('writes what plain gives, and has nothing more to do the second time', () => {
  fc.assert(
    fc.property(quietGraph, (make) => {
      const x = make();
      const plain = redactor.plain(x);
      const json = redactor.stringify(x);
      expect(json).toBe(asLine(JSON.stringify(plain) ?? 'null'));
      expect(redactor.stringify(plain)).toBe(json);
      expect(redactor.value(plain)).toBe(plain);
      expect(redactor.explain(plain).filter((one) => one.class !== 'limit')).toEqual([]);
    }),
    runs(4000),
  );
});

it('gives the same reference for what holds nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), word, (x, text) => {
      expect(redactor.explain(x).length > 0 || redactor.value(x) === x).toBe(true);
      expect(redactor.explain(text).length > 0 || redactor.text(text) === text).toBe(true);
    }),
    runs(1000),
  );
});

/** A tower of containers, one within the other. */
function tower(height: number): unknown {
  let inner: unknown = 'top';
  for (let i = 0; i < height; i++)
    inner = i % 3 === 0 ? [inner] : i % 3 === 1 ? { inner } : new Map([['inner', inner]]);
  return inner;
}

it.each<[string, unknown]>([
  ['100,000 levels', tower(100_000)],
  ['200,000 fields', Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`k${i}`, i]))],
  ['200,000 entries', Array.from({ length: 200_000 }, (_, i) => ({ i }))],
  ['200,000 entries of a Map', new Map(Array.from({ length: 200_000 }, (_, i) => [i, i]))],
  ['a part that stands in a million places', wide(20)],
  ['JSON of 100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['an array of the greatest length', Object.assign([], { length: 4_294_967_295 })],
])('bounds %s', (_name, x) => {
  expect(JSON.parse(redactor.stringify(x))).toBeDefined();
  expect(redactor.explain(x).length).toBeLessThan(50_000);
  expect(redactor.value(x)).toBeDefined();
});

/** Each level twice in the one above. */
function wide(levels: number): unknown {
  let inner: unknown = ['end'];
  for (let i = 0; i < levels; i++) inner = [inner, inner];
  return inner;
}
