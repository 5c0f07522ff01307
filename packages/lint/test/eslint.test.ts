import { ESLint, Linter, RuleTester } from 'eslint';
import { describe, expect, it } from 'vitest';
import plumbline, { type RuleName } from '../src/index.ts';
import { type Case, CASES, patternOf } from './cases.ts';

RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester();
const toTest = ({ code, options }: Case): { name: string; code: string; options?: object[] } => ({
  name: code,
  code,
  ...(options && { options: [options] }),
});

describe.each(Object.keys(CASES) as RuleName[])('%s in ESLint', (name) => {
  const rule = plumbline.rules[name];
  const cases = CASES[name].filter(({ language = 'js' }) => language === 'js');
  tester.run(name, rule, {
    valid: cases.filter(({ findings }) => findings === undefined).map((one) => toTest(one)),
    invalid: cases
      .filter(({ findings }) => findings !== undefined)
      .map((one) => ({ ...toTest(one), errors: (one.findings ?? []).map((text) => ({ message: patternOf(text) })) })),
  });

  it('says what to do instead in every message', () => {
    for (const message of Object.values(rule.meta.messages)) expect(message).toMatch(/^[^\n]+; fix: [^\n]+\.$/);
  });

  it('refuses an option that it does not know', () => {
    const config: Linter.Config = {
      plugins: { plumbline },
      rules: { [`plumbline/${name}`]: ['error', { logger: ['log'] }] },
    };
    expect(() => new Linter().verify('', config)).toThrow(name);
  });
});

it('comes as a configuration with every rule', async () => {
  const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: [plumbline.configs.recommended] });
  const [result] = await eslint.lintText(
    "console.log(1); log.info(`a ${b}`); log.info({ req }, 'seen'); import('mixpanel');",
  );
  expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(
    Object.keys(plumbline.rules).map((name) => `plumbline/${name}`),
  );
});

it('knows the console also where the configuration declares it as a global', () => {
  const config: Linter.Config = {
    plugins: { plumbline },
    languageOptions: { globals: { console: 'readonly' } },
    rules: { 'plumbline/no-console': 'error' },
  };
  expect(new Linter().verify('console.log(1);', config)).toHaveLength(1);
});
