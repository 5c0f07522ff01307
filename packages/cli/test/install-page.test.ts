// The lists of tarballs in the install page: one that leaves out a package ends in a 404 of the registry.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const workspace = path.resolve(import.meta.dirname, '../../..');

const needs = (id: string, seen: Set<string> = new Set()): ReadonlySet<string> => {
  if (seen.has(id)) return seen;
  seen.add(id);
  const text = readFileSync(path.join(workspace, 'packages', id, 'package.json'), 'utf8');
  const { dependencies = {} } = JSON.parse(text) as { readonly dependencies?: Readonly<Record<string, string>> };
  for (const name of Object.keys(dependencies)) if (name.startsWith('@plumbline/')) needs(name.slice(11), seen);
  return seen;
};

it('lists every package that the listed ones need', () => {
  const page = readFileSync(path.join(workspace, 'docs/getting-started.md'), 'utf8');
  const lists = Array.from(page.matchAll(/plumbline-\{([\w,-]+)\}-\*\.tgz/g), ([, ids = '']) => ids.split(','));
  expect(lists).toHaveLength(2);
  for (const list of lists) {
    const needed = new Set(list.flatMap((id) => [...needs(id)]));
    expect([...needed].toSorted()).toEqual(list.toSorted());
  }
  expect(lists[1]).toEqual([...needs('node')].toSorted());
});
