import { describe, expect, it } from 'vitest';
import { checkRegex } from '../src/check-regex.ts';
import { faultOf } from '../src/regex-proof.ts';
import { makeWorkspace } from './fixture.ts';

const judge = (form: RegExp): string | undefined => faultOf({ source: form.source, flags: form.flags, where: '' });

describe('faultOf', () => {
  it.each([
    /^(a+)+$/,
    /(a{1,64}){1,64}b/,
    /(?:a|aa){1,64}b/,
    /^(?:ab|ab)*c/,
    /^(?:abc|ab|cab)*d/,
    /^[a-z]{1,500}[a-z]{1,500}!/,
    /a(?=(?:b|bb)+c)/,
    /^(?:a{1,4})*b/,
  ])('refuses the backtracking of %s', (form) => expect(judge(form)).toMatch(/^backtracking/));

  it.each([/a+b/g, /[.!?]+$/, /[a-z]{1,8192}x/g, /eyJ[\w-]{6,}\./, /(?<!\d)[a-z]{20,4096}x/g])(
    'refuses %s as a search, which reads one stretch from each place in it',
    (form) => expect(judge(form)).toMatch(/^as a search/),
  );

  it.each([
    /^a+b/,
    /a+b/y,
    /[^\s"'<>&=?]+/g,
    /(?<![a-z])[a-z]{1,9999}x/g,
    /(?<![A-Za-z0-9])(bearer|token)[ \t]{1,3}(?=([^\s"',;]{6,8192}|))/gi,
    /[A-Za-z0-9_-]{20,512}\.[A-Za-z0-9_-]{16,64}/y,
    /^(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?)$/,
    /^(?:[a-z]{1,64}\.){1,20}[a-z]{1,64}!/,
    /(?:ab|cd)[0-9]{8}(?![0-9])/g,
  ])('proves %s', (form) => expect(judge(form)).toBeUndefined());
});

describe('checkRegex', () => {
  const folder = 'packages/one';
  const manifest = { name: '@plumbline/one', version: '0.0.0' };
  const check = (code: string, excuses: object = []): readonly string[] =>
    checkRegex(
      makeWorkspace({
        [`${folder}/package.json`]: manifest,
        [`${folder}/src/index.ts`]: code,
        'packages/repo/regex.json': excuses,
      }),
    ).faults;

  it('passes a package whose expressions are linear', () => {
    expect(check(String.raw`export const form = /^[a-z]+\d$/;`)).toEqual([]);
  });

  it('names file, line and expression of one that is not', () => {
    expect(check('\nexport const form = /^(a+)+$/;')).toEqual([
      expect.stringMatching(/^packages\/one\/src\/index\.ts:2: \/\^\(a\+\)\+\$\/: backtracking is exponential/),
    ]);
  });

  it('wants a literal, since it cannot see what is made at run time', () => {
    expect(check('export const form = (x: string) => new RegExp(x);')).toEqual([
      expect.stringContaining('new RegExp(x) is made at run time'),
    ]);
  });

  it('takes an excuse with a reason, and asks for its removal when nothing needs it', () => {
    const excuse = { file: `${folder}/src/index.ts`, code: '/[.!?]+$/', reason: 'Reads at most 200 characters.' };
    expect(check('export const form = /[.!?]+$/;', [excuse])).toEqual([]);
    expect(check('export const form = /a/;', [excuse])).toEqual([expect.stringContaining('needs no excuse')]);
    expect(check('export const form = /[.!?]+$/;', [{ ...excuse, reason: 'fine' }])).toEqual([
      expect.stringContaining('has no reason'),
    ]);
  });
});
