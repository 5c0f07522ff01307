import { expect, it } from 'vitest';
import { dsnFault, isPropagationEntry, parseHost } from '../src/index.ts';

it.each([
  ['billing.example', 'billing.example', undefined],
  ['Billing.Example:8080', 'Billing.Example', '8080'],
  ['127.0.0.1:3001', '127.0.0.1', '3001'],
  ['[::1]', '[::1]', undefined],
  ['[::1]:3001', '[::1]', '3001'],
  ['a', 'a', undefined],
  ['_srv', '_srv', undefined],
])('reads %s', (text, name, port) => {
  expect(parseHost(text)).toEqual({ name, port });
  expect(isPropagationEntry(text)).toBe(true);
});

it.each([
  '',
  '.',
  'a.',
  '.a',
  '-a',
  'a-',
  'a b',
  '*.a',
  'https://a',
  'a/b',
  'a:',
  'a:b',
  'a:123456',
  '::1',
  'u:p@a',
  'a\n',
])('takes %j for no host', (text) => {
  expect(parseHost(text)).toBeUndefined();
  expect(isPropagationEntry(text)).toBe(false);
});

it('takes a variable for an entry, and for no host', () => {
  expect(isPropagationEntry('env:NOTES_URL')).toBe(true);
  expect(parseHost('env:NOTES_URL')).toBeUndefined();
  for (const wrong of ['env:lower', 'env:', 'env:A:1', 'ENV:A', 7, undefined])
    expect(isPropagationEntry(wrong)).toBe(false);
});

it('says why a DSN may not be used, without a part of it', () => {
  const dsn = 'https://key@o1.example/7';
  expect(dsnFault(dsn, { origin: 'https://o1.example' })).toBeUndefined();
  expect(dsnFault(dsn, { origin: 'env:SENTRY_DSN' })).toBeUndefined();
  for (const errors of [undefined, false, { origin: 'https://o2.example' }, { origin: 'http://o1.example' }] as const) {
    expect(dsnFault(dsn, errors)).toMatch(/^SENTRY_DSN: /);
    expect(dsnFault(dsn, errors)).not.toMatch(/key|o1/);
  }
});
