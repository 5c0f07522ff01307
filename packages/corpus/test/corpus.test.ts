import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { asLogged, negativeKinds, negatives, positiveKinds, positives, positions } from '../src/index.ts';

const all = [...positives(), ...negatives()];

describe('what is in it', () => {
  test('enough values of enough kinds', () => {
    expect(positives().length).toBeGreaterThanOrEqual(1_500);
    expect(negatives().length).toBeGreaterThanOrEqual(1_500);
    expect(positiveKinds.length).toBeGreaterThanOrEqual(90);
    expect(negativeKinds.length).toBeGreaterThanOrEqual(60);
    expect(positiveKinds.filter(({ kind }) => kind.startsWith('vendor-')).length).toBeGreaterThanOrEqual(60);
    expect(positions).toHaveLength(12);
    expect(new Set(positives().map(({ group }) => group))).toEqual(new Set(['secret', 'key', 'personal', 'national']));
  });

  test('no harmless kind outweighs another', () => {
    expect(new Set(negativeKinds.map(({ count }) => count))).toEqual(new Set([24]));
  });

  test('ids, names of kinds and values are unique', () => {
    const kinds = [...positiveKinds, ...negativeKinds].map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ field, text }) => `${field ?? ''}\n${text}`)).size).toBe(all.length);
  });

  test('every call makes the same values', () => {
    expect(positives()).toEqual(positives());
    expect(negatives()).toEqual(negatives());
  });

  test('another seed makes other values of the same kinds', () => {
    const other = positives('other');
    expect(other.map(({ id }) => id)).toEqual(positives().map(({ id }) => id));
    const same = new Set(positives().map(({ text }) => text));
    expect(other.filter(({ text }) => same.has(text)).length).toBeLessThan(other.length / 5);
    expect(negatives('other').length).toBe(negatives().length);
  });

  test('every kind names a page that describes it', () => {
    for (const { source } of [...positiveKinds, ...negativeKinds]) expect(new URL(source).protocol).toBe('https:');
  });

  test('a core is part of its text', () => {
    const wrong = positives().filter(({ core, text }) => core === '' || !text.includes(core));
    expect(wrong).toEqual([]);
  });

  test('the text of a value that is no string is its text', () => {
    const wrong = negatives().filter(({ value, text }) => value !== undefined && text !== String(value));
    expect(wrong).toEqual([]);
  });
});

test('no position holds a value by itself', () => {
  const held = all.flatMap((fact) => {
    const searched = 'core' in fact ? fact.core : fact.text;
    const { value, ...rest } = { ...fact, text: '¤¤' };
    const empty = value === undefined ? rest : { ...rest, value: 0 };
    return positions
      .filter((position) => asLogged(position.build(empty)).includes(searched))
      .map(({ name }) => `${fact.id} in ${name}`);
  });
  expect(held).toEqual([]);
});

test('no file holds a sample of a vendor', () => {
  const folder = path.join(import.meta.dirname, '../src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  const held = positives().filter(({ kind, core }) => kind.startsWith('vendor-') && sources.includes(core));
  expect(sources).toContain('vendor(');
  expect(held).toEqual([]);
});
