import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIdMaker } from '../src/index.ts';

it('makes UUIDs of version 7 that carry the millisecond they were made in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (now) => {
      const id = createIdMaker(() => now)();
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
    }),
  );
});

it('never repeats one, across the refilling of its pool', () => {
  const make = createIdMaker(() => 1);
  expect(new Set(Array.from({ length: 50_000 }, make)).size).toBe(50_000);
});

it('fills 74 bits at random: every place takes every digit, the variant its four', () => {
  const make = createIdMaker(() => 0x123456789abc);
  const seen = Array.from({ length: 36 }, () => new Set<string>());
  for (let round = 0; round < 2_000; round += 1) {
    for (const [place, digit] of Array.from(make()).entries()) seen[place]?.add(digit);
  }
  expect(seen.map(({ size }) => size).join(' ')).toBe(
    Array.from('xxxxxxxx-xxxx-xRRR-VRRR-RRRRRRRRRRRR', (kind) => (kind === 'R' ? 16 : kind === 'V' ? 4 : 1)).join(' '),
  );
});

it('sorts by the millisecond, whichever way the clock goes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { minLength: 2, maxLength: 20 }), (times) => {
      let now = 0;
      const make = createIdMaker(() => now);
      const made = times.map((time) => {
        now = time;
        return { time, id: make() };
      });
      const sorted = made.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ time }) => time);
      expect(sorted).toEqual(times.toSorted((a, b) => a - b));
    }),
  );
});

it('keeps one flat string for each, not the parts it was made from', () => {
  const program = `
    const { createIdMaker } = await import(${JSON.stringify(new URL('../src/id.ts', import.meta.url).href)});
    const make = createIdMaker();
    const kept = Array.from({ length: 50_000 }, () => '');
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < kept.length; index += 1) kept[index] = make();
    globalThis.gc();
    console.log((process.memoryUsage().heapUsed - before) / kept.length);`;
  const bytes = Number(
    execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', program], { encoding: 'utf8' }),
  );
  // 36 characters, their header, and room for what the process itself keeps; a joined string took 504.
  expect(bytes).toBeLessThan(120);
});
