import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { rulesPage } from '../../repo/src/rules-page.ts';
import { listRules } from '../src/index.ts';

let page = '';

beforeAll(async () => {
  page = (await rulesPage(path.resolve(import.meta.dirname, '../../..'), 'Generated.')) ?? '';
});

/** The one row that begins with the rule's name. */
const rowOf = (id: string): string => page.split('\n').find((line) => line.startsWith(`| \`${id}\` |`)) ?? '';

describe('the generated page of rules', () => {
  it.each(listRules().map(({ id, source }) => [id, source]))('has %s with its source', (id, source) => {
    expect(rowOf(id)).toContain(/https:\/\/[^\s)]+/.exec(source)?.[0] ?? source);
  });

  it('shows what the engine makes of each example of a secret', () => {
    const unproven = listRules()
      .filter(({ kind, examples }) => kind !== 'key' && examples.length > 0)
      .filter(({ id }) => !/→ `[^`]*\[redacted:[a-z0-9-]+\]/.test(rowOf(id)));
    expect(unproven.map(({ id }) => id)).toEqual([]);
  });

  it('holds no example as a whole, so that no scanner takes it for a leak', () => {
    const whole = listRules()
      .filter(({ kind }) => kind !== 'key')
      .flatMap(({ examples }) => examples.filter((example) => page.includes(example)));
    expect(whole).toEqual([]);
    expect(page.replaceAll(/\]\([^)]*\)/g, '')).not.toMatch(/[A-Za-z0-9_-]{48,}/);
  });

  it('says for each name in which presets it is hidden', () => {
    expect(rowOf('key-email')).toContain('| `pii`, `strict` |');
    expect(rowOf('key-password')).toContain('| `secrets`, `strict` |');
  });
});
