import { expect, test } from 'vitest';
import { charTable } from '../src/char-table.ts';
import { expression, expressions } from '../src/expression.ts';
import '../src/index.ts';

test('every expression that is made late can be made', () => {
  expect(expressions().length).toBeGreaterThan(30);
});

test('one that is made late is made once, of its text', () => {
  const made = expression(() => 'a{2}', 'y');
  expect(made()).toBe(made());
  expect(made()).toEqual(/a{2}/y);
});

test('a table says of each character what the last group with it says', () => {
  const table = charTable(['a-z', 1], ['m', 2], ['_-', 3]);
  const of = (char: string): number | undefined => table[char.charCodeAt(0)];
  expect(['a', 'l', 'm', 'z', '_', '-', 'A', '{', '`'].map(of)).toEqual([1, 1, 2, 1, 3, 3, 0, 0, 0]);
  expect(table).toHaveLength(128);
});
