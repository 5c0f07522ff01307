import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
import { toAscii } from '../src/ascii.ts';

const run = (code: string): unknown => runInThisContext(`(() => {${code}})()`) as unknown;

/** Each with what must not change: the answers to some texts, or a text. */
const CASES: Readonly<Record<string, string>> = {
  'an expression': 'return ["’s", "а", "b"].map((text) => /[\'’]|^[а-я]$/.test(text))',
  'an expression of code points': 'return ["😀", "😁", "a"].map((text) => /^[😀-😂]$/u.test(text))',
  'a raw text': 'return String.raw`\\d[А-Я]\\n"${"`"}`',
  'a raw text without places': 'return String.raw`[А-Я]\\d"` + "А"',
  'raw texts in one another': 'return String.raw`А${String.raw`\\Б${1}`}В${"х"}` + String.raw`Г`',
  'a comment': 'return "é" // — а\n',
};

it.each(Object.entries(CASES))('%s says the same in ASCII', (_name, code) => {
  const ascii = toAscii(code);
  expect(ascii).toMatch(/^[\0-\x7f]*$/);
  expect(run(ascii)).toEqual(run(code));
});

it('code in ASCII stays as it is', () => {
  const code = 'const a = String.raw`\\d`; // x\n';
  expect(toAscii(code)).toBe(code);
});
