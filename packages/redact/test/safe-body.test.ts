import { expect, it } from 'vitest';
import { createRedactor, RedactError } from '../src/index.ts';
import { createKeyIndex } from '../src/keys.ts';
import { shapeRules } from '../src/rules.ts';
import { bodyFault } from '../src/safe-body.ts';

it.each([
  '[a-z0-9]{12}',
  '[A-Za-z0-9_-]{20,2048}',
  '[A-Za-z0-9]{32,64}(?![A-Za-z0-9])',
  '[A-Za-z0-9_-]{20,512}\\.[A-Za-z0-9_-]{16,64}',
  '[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}',
  '(?:live|test)_[a-z0-9]{8,40}',
  '(?=[a-z]{0,19}[A-Z])[A-Za-z]{20,64}',
  '[A-Za-z0-9_]{10,40}_[a-z]{4}',
  '\\d{4}(?: \\d{4}){3}',
  'a?b',
  '(?:[a-z]{1,8}\\.){1,4}[A-Z]{8}',
])('allows %s', (body) => expect(bodyFault(body)).toBeUndefined());

it.each([
  '(a{1,64}){1,64}',
  '(?:a|aa){1,64}',
  '(?:a|ab|b){1,64}c',
  '(?:a?){1,64}b',
  '(?:[a-z]{1,8}[0-9]?){1,32}!',
  '[a-z]{1,64}[a-z]{1,64}[a-z]{1,64}!',
  '[a-z0-9]{1,500}[0-9]{1,500}x',
  '(?=(?:a|aa){1,40}b)a',
  '(?:(?:a{1,9}){1,9}){1,9}b',
  '[a-z]+',
  '[a-z]*',
  '(?:ab){2,}',
  '[a-z]{2,}',
  '(a)\\1',
  '(?<=a)b',
  '(?<name>a)',
  '\\p{L}',
  '(',
  ')',
  '[a',
  'a'.repeat(2001),
  '('.repeat(40) + ')'.repeat(40),
])('refuses %s', (body) => expect(bodyFault(body)).toBeDefined());

it('allows the body of every rule that ships', () => {
  const refused = shapeRules(createKeyIndex([]))
    .filter((rule) => rule.kind === 'anchored')
    .filter((rule) => bodyFault(rule.body) !== undefined)
    .map(({ id, body }) => `${id}: ${body}: ${bodyFault(body)}`);
  expect(refused).toEqual([]);
});

it('stops a redactor with such a rule at its creation', () => {
  const rule = { kind: 'anchored', id: 'acme-key', class: 'secret', source: 'ACME', anchors: ['acme_'] } as const;
  const create = (body: string): unknown => createRedactor({ add: [{ ...rule, body, examples: ['acme_aaaab'] }] });
  expect(() => create('a{1,9}b')).not.toThrow();
  expect(() => create('(?:a|aa){1,64}b')).toThrow(RedactError);
  expect(() => create('a+b')).toThrow(/unbounded/);
});
