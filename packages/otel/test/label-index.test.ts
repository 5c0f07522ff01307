import type { Attributes } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { LabelIndex } from '../src/label-index.ts';

const createIndex = (): LabelIndex<Attributes> => new LabelIndex(['a', 'b'], (labels) => labels);

it('finds one thing for the same values, whatever else the labels say', () => {
  const index = createIndex();
  const found = index.find({ b: 1, a: 'x', c: 'stray' });
  expect(found).toEqual({ a: 'x', b: 1 });
  expect(index.find({ a: 'x', b: 1 })).toBe(found);
  expect(index.find({ a: 'x', b: '1' })).not.toBe(found);
});

it('takes a label that is missing for one that is undefined, and leaves it out', () => {
  const index = createIndex();
  const found = index.find({ a: 'x' });
  expect(Object.keys(found ?? {})).toEqual(['a']);
  expect(index.find({ a: 'x', b: undefined })).toBe(found);
});

it('has one thing where there are no labels', () => {
  const index = new LabelIndex([], () => ({}));
  expect(index.find({})).toBe(index.find({ a: 1 }));
});

it('keeps nothing for what can change', () => {
  const index = createIndex();
  expect(index.find({ a: ['x'], b: 1 })).toBeUndefined();
  expect(index.find({ a: null, b: 1 })).toBeUndefined();
});

it('keeps two thousand sets, goes on finding those, and begins anew when it is told to', () => {
  const index = createIndex();
  const first = index.find({ a: 'first' });
  for (let value = 1; value < 2_000; value += 1) expect(index.find({ a: value })).toBeDefined();
  expect(index.find({ a: 'more' })).toBeUndefined();
  expect(index.find({ a: 'first' })).toBe(first);
  index.trim();
  expect(index.find({ a: 'more' })).toBeDefined();
  expect(index.find({ a: 'first' })).not.toBe(first);
  const second = index.find({ a: 'first' });
  index.trim();
  expect(index.find({ a: 'first' })).toBe(second);
});
