import { ESLint, Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plumbline, { plugin, type RuleName } from '../src/index.ts';
import { CASES, isExpected } from './cases.ts';

function lint(rule: RuleName, code: string, options: object | undefined): readonly Linter.LintMessage[] {
  const config: Linter.Config = {
    plugins: { plumbline },
    rules: { [`plumbline/${rule}`]: ['error', ...(options ? [options] : [])] },
  };
  return new Linter().verify(code, config);
}

describe.each(Object.keys(CASES) as RuleName[])('%s in ESLint', (rule) => {
  const cases = CASES[rule].filter(({ language = 'js' }) => language === 'js');
  it.each(cases)('$code', ({ code, options, findings = [] }) => {
    const messages = lint(rule, code, options).map(({ message }) => message);
    expect(messages).toHaveLength(findings.length);
    findings.forEach((expected, index) => expect(messages[index]).toSatisfy((text) => isExpected(text, expected)));
  });

  it('says what to do instead in every message', () => {
    for (const message of Object.values(plugin.rules[rule].meta.messages)) expect(message).toMatch(/\n {2}fix: .+\.$/);
  });

  it('refuses an option that it does not know', () => {
    expect(() => lint(rule, '', { logger: ['log'] })).toThrow(/plumbline/);
  });
});

it('comes as a configuration with every rule', async () => {
  const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: [plumbline.configs.recommended] });
  const [result] = await eslint.lintText("console.log(1); log.info(`a ${b}`); log.info({ req }, 'seen');");
  expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(
    Object.keys(plugin.rules).map((name) => `plumbline/${name}`),
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
