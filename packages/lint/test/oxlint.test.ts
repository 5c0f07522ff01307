import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import plumbline, { type RuleName } from '../src/index.ts';
import { type Case, CASES, patternOf } from './cases.ts';
import { type Finding, oxlint } from './oxlint.ts';

interface Named extends Case {
  readonly file: string;
}

/** One run for a rule: every case is a file, and its options an override for it. */
async function lintAll(rule: RuleName, cases: readonly Named[]): Promise<readonly Finding[]> {
  const overrides = cases.flatMap(({ file, options }) =>
    options ? [{ files: [file], rules: { [`plumbline/${rule}`]: ['error', options] } }] : [],
  );
  const config = { rules: { [`plumbline/${rule}`]: 'error' }, overrides };
  const { findings } = await oxlint(config, Object.fromEntries(cases.map(({ file, code }) => [file, code])));
  return findings;
}

describe.each(Object.keys(CASES) as RuleName[])('%s in oxlint', (rule) => {
  const cases = CASES[rule].map((one, index): Named => ({ ...one, file: `case-${index}.${one.language ?? 'js'}` }));
  let findings: readonly Finding[] = [];
  beforeAll(async () => {
    findings = await lintAll(rule, cases);
  });

  it.each(cases)('$code', ({ file, findings: expected = [] }) => {
    const found = findings
      .filter(({ filename }) => path.basename(filename) === file)
      .toSorted((a, b) => (a.labels[0]?.span.column ?? 0) - (b.labels[0]?.span.column ?? 0));
    expect(found.map(({ code }) => code)).toEqual(expected.map(() => `plumbline(${rule})`));
    expected.forEach((one, index) => expect(found[index]?.message).toMatch(patternOf(one)));
  });
});

it('ends with 1 on a finding, and with 0 without one', async () => {
  const rules = Object.fromEntries(Object.keys(plumbline.rules).map((name) => [`plumbline/${name}`, 'error']));
  expect(await oxlint({ rules }, { 'bad.ts': 'console.log(1);\n' })).toMatchObject({ status: 1 });
  expect(await oxlint({ rules }, { 'good.ts': "log.info({ id }, 'order created');\n" })).toMatchObject({
    status: 0,
    findings: [],
  });
});
