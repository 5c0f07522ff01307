import { expect, it } from 'vitest';
import { negatives, positions, positives } from '../../corpus/src/index.ts';
import { createFind, createSearch } from '../src/find.ts';
import { createLooks } from '../src/plain.ts';
import { compilePolicy } from '../src/policy.ts';
import { createSettled } from '../src/quick.ts';

const policy = compilePolicy({});
const { isBare, isPlain, isQuiet } = createLooks({ keys: policy.keys, maxTextLength: 1_000_000 });
const find = createFind(policy.shapes);
const { quick } = createSearch(policy.shapes);
const isSettled = createSettled(isQuiet);

/** Every text that a record shows. */
function textsOf(x: unknown, out: Set<string>): void {
  if (typeof x === 'string') out.add(x);
  else if (x instanceof Error) for (const part of [x.message, x.cause]) textsOf(part, out);
  else if (x instanceof Map) for (const part of x.values()) textsOf(part, out);
  else if (typeof x === 'object' && x !== null) for (const part of Object.values(x)) textsOf(part, out);
}

const texts = new Set<string>();
for (const fact of [...positives(), ...negatives()]) {
  for (const position of positions) textsOf(position.build(fact), texts);
}

it('passes at the first look no text of the corpus in which the search finds something', () => {
  const plain = [...texts].filter((text) => isBare(text) || isPlain(text));
  expect(plain.length).toBeGreaterThan(1000);
  expect(plain.filter((text) => find(text).length > 0)).toEqual([]);
});

it('is done after the cheap rules only where the search finds nothing else', () => {
  const settled = [...texts].flatMap((text) => {
    const spans = isPlain(text) ? undefined : quick(text);
    return spans !== undefined && isSettled(text, spans) ? [{ text, spans }] : [];
  });
  expect(settled.length).toBeGreaterThan(1000);
  // The cheap rules may leave the names in a query that the search hides with the values beside them.
  const missed = settled.filter(({ text, spans }) =>
    find(text).some((found) => !spans.some(({ start, end }) => start < found.end && found.start < end)),
  );
  expect(missed.map(({ text }) => text)).toEqual([]);
});
