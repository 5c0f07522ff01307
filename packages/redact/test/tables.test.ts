import { expect, test } from 'vitest';
import * as forms from '../src/form-tables.ts';
import { createKeyIndex } from '../src/keys.ts';
import { shippedForms } from '../src/packed-forms.ts';
import * as packed from '../src/packed-tables.ts';
import type { KeyRule } from '../src/rule.ts';
import { keyRules } from '../src/rules.ts';
import { KEY_NAMES } from '../src/shapes/key-names.ts';
import { FORMS, formTables } from '../tables/forms.ts';
import { tables } from '../tables/pack.ts';

test('the tables say what the lists say: `npm run tables` writes them', () => {
  expect({ ...packed }).toEqual(tables());
});

test('the rules of vendors say in the tables what they say where they are declared', () => {
  expect({ ...forms }).toEqual(formTables());
  const { before, behind } = shippedForms();
  expect([...before, ...behind].map((rule) => ({ ...rule }))).toEqual(FORMS);
});

test('no made-up value stands whole in a table', () => {
  const values = FORMS.flatMap(({ examples }) => examples).filter(({ length }) => length > 12);
  expect(values.filter((value) => forms.FORM_EXAMPLES.includes(value))).toEqual([]);
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
