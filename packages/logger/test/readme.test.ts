import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { OPTION_NAMES } from '../src/check-options.ts';

const read = (name: string): string => readFileSync(path.join(import.meta.dirname, '..', name), 'utf8');

/** What the table of the README says: default by name of the option. */
const documented = Object.fromEntries(
  [...read('README.md').matchAll(/^\| `(\w+)` \| (.+?) \| .+ \|$/gm)].map(([, name, value]) => [name, value]),
);

/** What the doc comments of the type say. */
const declared = Object.fromEntries(
  [...read('src/options.ts').matchAll(/@default ([^\n]+?)\s*(?:\*\/)?\n(?:\s+\*\/\n)?\s+readonly (\w+)\?:/g)].map(
    ([, value = '', name]) => [name, value],
  ),
);

it('names every option, and no other', () => {
  expect(Object.keys(documented).toSorted()).toEqual(OPTION_NAMES.toSorted());
});

const bare = (values: Readonly<Record<string, string | undefined>>): object =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value?.replaceAll('`', '')]));

it('gives the defaults that the types give', () => {
  expect(Object.keys(declared)).toHaveLength(OPTION_NAMES.length - 1);
  expect(bare(documented)).toEqual(bare({ service: 'required', ...declared }));
});
