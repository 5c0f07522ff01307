import { expect, it } from 'vitest';
import { errorTable, isPlumblineError, PlumblineError, toError } from '../src/index.ts';

it('says what happened and how to end it', () => {
  const cause = new Error('why');
  const error = new PlumblineError('PLB_CLI_USAGE', undefined, { cause });
  expect(error.message).toBe(
    'PLB_CLI_USAGE: The command line names an unknown command or option.\n  fix: Run `npx plumbline --help`.',
  );
  expect(error).toMatchObject({
    code: 'PLB_CLI_USAGE',
    fix: 'Run `npx plumbline --help`.',
    cause,
    name: 'PlumblineError',
  });
});

it('is recognised across installed copies, and nothing else is', () => {
  const foreign = Object.assign(new Error('x'), { [Symbol.for('plumbline.error')]: true });
  expect(isPlumblineError(foreign)).toBe(true);
  expect([new Error('x'), null, undefined, 'x', {}].map(isPlumblineError)).toEqual([false, false, false, false, false]);
});

it.each(Object.entries(errorTable))('%s has a sentence for what and for fix', (code, { what, fix }) => {
  expect(code).toMatch(/^PLB(_[A-Z]+)+$/);
  expect(what).toMatch(/^[A-Z].*\.$/);
  expect(fix).toMatch(/^[A-Z].*\.$/);
});

it('makes an Error of anything thrown without repeating unknown values', () => {
  expect(toError('text').message).toBe('text');
  expect(toError({ password: 'x' }).message).toBe('non-error thrown: object');
});

it('makes an error of a proxy that nobody can read', () => {
  const { proxy, revoke } = Proxy.revocable(new Error('why'), {});
  revoke();
  expect(toError(proxy).message).toBe('an error that cannot be read was thrown');
});
