import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ActionSpec, type ActionSpecs, starterActions } from '../src/index.ts';
import { fieldWords } from '../src/field-words.ts';

const fieldsOf = ({ changes = {}, fields = {} }: ActionSpec): string => {
  const words = (of: ActionSpec['fields'], name: (field: string) => string): string[] =>
    Object.entries(of ?? {}).map(([field, type]) => {
      const { required, values } = fieldWords(type);
      return `${name(field)}${required ? '' : ' (optional)'}: ${values}`;
    });
  const all = [
    ...words(fields, (field) => `\`${field}\``),
    ...words(changes, (field) => `\`before.${field}\`, \`after.${field}\``),
  ];
  return all.length === 0 ? 'none' : all.join('; ');
};

const subjectOf = ({ subject }: ActionSpec): string =>
  subject === undefined
    ? 'none'
    : [subject]
        .flat()
        .map((type) => `\`${type}\``)
        .join(', ');

test('the README lists each starter action with its subjects and fields', () => {
  const specs: ActionSpecs = starterActions;
  const rows = Object.entries(specs).map(
    ([name, spec]) => `| \`${name}\` | ${spec.class} | ${subjectOf(spec)} | ${fieldsOf(spec)} |`,
  );
  const table = ['| action | class | subject | fields |', '|---|---|---|---|', ...rows].join('\n');
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme.split('\n\n').find((part) => part.startsWith('| action | class |'))).toBe(table);
});
