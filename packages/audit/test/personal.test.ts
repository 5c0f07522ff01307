import { describe, expect, test } from 'vitest';
import type { PersonalField } from '../src/index.ts';
import { leafHash } from '../src/index.ts';
import { commit } from '../src/personal/commitment.ts';
import { fromSpoolLine, toSpoolLine } from '../src/spool-line.ts';
import { createOwnRecords } from '../src/index.ts';
import { service } from './support.ts';

test('a commitment is HMAC-SHA-256 as another tool computes it', () => {
  // printf 'email\0"a@b.example"' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102030405060708090a0b0c0d0e0f
  expect(commit('000102030405060708090a0b0c0d0e0f', 'email', '"a@b.example"')).toBe(
    '97d38f7085caa40afbc839cafb1f39d4f88e276cdb271df8ac4a146bcd8cc5ca',
  );
});

describe('a line of the spool with personal values', () => {
  const { body } = createOwnRecords({ service })('audit.read', { metadata: {} });
  const leaf = leafHash(body);
  const salt = 'a0'.repeat(16);
  const valuesOf = (...values: string[]): PersonalField[] =>
    values.map((value, n) => ({ field: `field_${n}`, salt, value: JSON.stringify(value) }));

  test.each<[string, PersonalField[]]>([
    ['one', valuesOf('ada@example.org')],
    ['what looks like the border', valuesOf(']] {"a":1}', '] {', '"', '\\', ' ')],
    ['what no store prints', valuesOf('\u0000\n\r\u2028', '\ud800', '🙂é')],
    ['an empty text and an array', [...valuesOf(''), { field: 'tags', salt, value: '["a","b"]' }]],
  ])('is read back as it was written: %s', (_what, personal) => {
    const line = toSpoolLine(body, leaf, personal);
    expect(line).not.toMatch(/[\n\r]/);
    expect(fromSpoolLine(line)).toEqual({ ...fromSpoolLine(toSpoolLine(body, leaf)), personal });
  });

  test('has version 1 without them', () => {
    expect(toSpoolLine(body, leaf, [])).toBe(`1 ${leaf} ${body}`);
    expect(fromSpoolLine(`1 ${leaf} ${body}`)).not.toHaveProperty('personal');
  });

  test.each([
    [
      'of another length',
      (line: string) => line.replace(/^(2 \S+) (\d+)/, (_, head: string, n: string) => `${head} ${Number(n) + 1}`),
    ],
    ['of another version', (line: string) => line.replace(/^2/, '3')],
    ['with half a salt', (line: string) => line.replace(salt, 'a0'.repeat(8) + ' '.repeat(16))],
    ['with a number for a value', (line: string) => line.replace(String.raw`"\"x\""`, '1234567')],
    ['without a body', (line: string) => line.slice(0, line.indexOf(body))],
    ['with a record that is none', (line: string) => line.replace('"id":', '"no":')],
  ])('%s is no line', (_what, damage) => {
    const line = toSpoolLine(body, leaf, valuesOf('x'));
    expect(damage(line)).not.toBe(line);
    expect(fromSpoolLine(damage(line))).toBeUndefined();
  });
});
