import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createKeyIndex } from '../src/keys.ts';
import * as packed from '../src/packed-tables.ts';
import type { KeyRule } from '../src/rule.ts';
import { keyRules } from '../src/rules.ts';
import { KEY_NAMES } from '../src/shapes/key-names.ts';
import { packTables, tables } from '../tables/pack.ts';

test('the tables say what the lists say', () => {
  expect({ ...packed }).toEqual(tables());
});

test('the file of tables is as `npm run tables` writes it', () => {
  const file = path.join(import.meta.dirname, '../src/packed-tables.ts');
  const plain = (text: string): string => text.replaceAll(/[\s,]+/g, '');
  expect(plain(readFileSync(file, 'utf8'))).toBe(plain(packTables()));
});

test('every rule of names has a list, and every list a rule', () => {
  expect(keyRules.map(({ id }) => id).toSorted()).toEqual(Object.keys(KEY_NAMES).toSorted());
});

test('a name has the same rule by the tables and by the lists', () => {
  const listed = keyRules.map((rule): KeyRule => ({ ...rule, keys: KEY_NAMES[rule.id] ?? [] }));
  const [byTables, byLists] = [createKeyIndex(keyRules), createKeyIndex(listed)];
  const names = Object.values(KEY_NAMES).flat();
  const differing = names
    .flatMap((name) => [name, `${name}s`, `db ${name}`, `${name}No`])
    .filter(
      (name) =>
        byTables.decide(name)?.id !== byLists.decide(name)?.id ||
        byTables.numberOf?.(name)?.id !== byLists.numberOf?.(name)?.id,
    );
  expect(differing).toEqual([]);
});
