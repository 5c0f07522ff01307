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

  test('every kind names a page that describes it', () => {
    for (const { source } of [...positiveKinds, ...negativeKinds]) expect(new URL(source).protocol).toBe('https:');
  });

  test('a core is part of its text', () => {
    for (const { id, core, text } of positives()) {
      expect(core, id).not.toBe('');
      expect(text.includes(core), id).toBe(true);
    }
  });

  test('the text of a value that is no string is its text', () => {
    for (const { value, text } of negatives()) if (value !== undefined) expect(text).toBe(String(value));
  });
});

test('no position holds a value by itself', () => {
  for (const fact of all) {
    const searched = 'core' in fact ? fact.core : fact.text;
    const { value, ...rest } = { ...fact, text: '¤¤' };
    for (const { name, build } of positions) {
      const empty = asLogged(build(value === undefined ? rest : { ...rest, value: 0 }));
      expect(empty.includes(searched), `${fact.id} in ${name}`).toBe(false);
    }
  }
});

test('no file holds a sample of a vendor', () => {
  const folder = path.join(import.meta.dirname, '../src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  for (const { id, kind, core } of positives()) {
    if (kind.startsWith('vendor-')) expect(sources.includes(core), id).toBe(false);
  }
});
