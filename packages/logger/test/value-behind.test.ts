import { describe, expect, it } from 'vitest';
import type { LoggerMethod } from '../src/index.ts';
import { record } from './recorder.ts';

/** What the types refuse, and plain JavaScript calls. */
type Loose = (...args: readonly unknown[]) => void;

const secret = ['hunter', '2x'].join('');
const hidden = expect.stringMatching(/\[redacted:/);

describe('a value behind a message that says it is secret is hidden', () => {
  it.each<readonly unknown[]>([
    ['password: %s', secret],
    ['password:', secret],
    ['password =', secret],
    ['the password is', secret],
    ['authorization: bearer', secret],
    ['token', secret],
    ['dbPassword', secret],
    ['login %s with password=%s', 'jane', secret],
    ['password %s was refused for user %s', secret, 'jane'],
    [{ a: 1 }, 'password: %s', secret],
    ['password:', secret, new Error('refused')],
    ['your code is', 604_213],
    ['card %d', 4_111_111_111_111_111n],
  ])('%j', (...args) => {
    const { logger, raw, lines } = record();
    (logger.error as Loose)(...args);
    expect(raw.join('')).not.toMatch(/hunter2x|604213|4111111111111111/);
    expect(Object.values(lines()[0] ?? {})).toContainEqual(hidden);
  });

  it('also where a catch caught it, as the types allow', () => {
    const { logger, raw } = record();
    const caught: unknown = secret;
    (logger.error satisfies LoggerMethod)('password:', caught);
    expect(raw.join('')).not.toContain(secret);
  });

  it('in the style of the policy', () => {
    const { logger, lines } = record({ redact: { style: 'mask' } });
    (logger.info as Loose)('password: %s', secret);
    expect(lines()).toMatchObject([{ msg: 'password: %s', value: '********' }]);
  });
});

describe('any other value stays what it is', () => {
  it.each<[readonly unknown[], object]>([
    [['user %s', 'jane'], { value: 'jane' }],
    [['rows', 3], { value: 3 }],
    [['login failed', 'bad password'], { value: 'bad password' }],
    [['password: %s', ''], { value: '' }],
    [['%s of %s', 'one', 'two'], { value: 'one', extra: 'two' }],
    [['jane@example.com asked for %s', 'a room'], { value: 'a room' }],
    [['took %d ms', 12.5], { value: 12.5 }],
  ])('%j', (args, line) => {
    const { logger, lines } = record();
    (logger.info as Loose)(...args);
    expect(lines()).toMatchObject([line]);
  });
});

it('loses no value, however many there are', () => {
  const { logger, lines } = record();
  (logger.info as Loose)('a', 1, 2, 3, 4);
  (logger.info as Loose)({ a: 1 }, 'b', 2, { c: 3 }, new Error('x'));
  expect(lines()).toMatchObject([
    { value: 1, extra: 2, extra2: 3, extra3: 4 },
    { a: 1, value: 2, extra: { c: 3 }, err: { message: 'x' } },
  ]);
});
