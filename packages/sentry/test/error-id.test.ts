import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { errorId } from '../src/index.ts';

function make(source: string, filename: string): unknown {
  const context = { Error, TypeError, thrown: undefined as unknown };
  vm.runInNewContext(`function open(text) { throw new TypeError(text) }\n${source}`, context, { filename });
  return context.thrown;
}
const caught = (text: string, lines = ''): string =>
  `${lines}try { open(${JSON.stringify(text)}) } catch (error) { thrown = error }`;

describe('errorId', () => {
  test('is 16 hex digits', () => {
    expect(errorId(new Error('x'))).toMatch(/^[0-9a-f]{16}$/);
  });

  test('does not depend on message, line or machine', () => {
    const first = errorId(make(caught('order 1'), '/srv/app/orders/load.js'));
    expect(errorId(make(caught('order 2'), '/srv/app/orders/load.js'))).toBe(first);
    expect(errorId(make(caught('order 1', '\n\n\n'), '/srv/app/orders/load.js'))).toBe(first);
    expect(errorId(make(caught('order 1'), '/home/someone/app/orders/load.js'))).toBe(first);
    expect(errorId(make(caught('order 1'), 'C:\\app\\orders\\load.js'))).toBe(first);
  });

  test('depends on class, function and file', () => {
    const first = errorId(make(caught('x'), '/srv/app/orders/load.js'));
    expect(errorId(make(caught('x').replace('open(', 'new TypeError('), '/srv/app/orders/load.js'))).not.toBe(first);
    expect(errorId(make(caught('x'), '/srv/app/orders/save.js'))).not.toBe(first);
    const [plain, renamed] = [1, 2].map(() => new TypeError('x')) as [TypeError, TypeError];
    renamed.name = 'OtherError';
    expect(errorId(renamed)).not.toBe(errorId(plain));
  });

  test('stays that of an error which gets another name on its way: the line was written first', () => {
    const made = new TypeError('x');
    const logged = errorId(made);
    made.name = 'OtherError';
    expect(errorId(made)).toBe(logged);
  });

  test('a dependency and Node itself do not count, wherever they stand', () => {
    const error = new Error('x');
    error.stack =
      'Error: x\n    at inner (/a/node_modules/pg/client.js:1:1)\n    at node:internal/process:1:1\n    at own (/a/b/c.js:1:2)';
    const only = new Error('x');
    only.stack = 'Error: x\n    at own (/z/b/c.js:9:9)\n    at async node:internal/timers:2:2';
    expect(errorId(error)).toBe(errorId(only));
  });

  test('a message that imitates frames does not count', () => {
    const plain = make(caught('x'), '/srv/app/orders/load.js');
    const fake = make(caught('x\n    at forged (/srv/app/forged.js:1:1)'), '/srv/app/orders/load.js');
    expect(errorId(fake)).toBe(errorId(plain));
  });

  test('takes anything', () => {
    const hostile = new Error('x');
    Object.defineProperty(hostile, 'stack', {
      get: () => {
        throw new Error('no');
      },
    });
    const odd = [
      undefined,
      null,
      'text',
      7,
      Symbol('x'),
      {},
      hostile,
      new Proxy(new Error('x'), {
        get: () => {
          throw new Error('no');
        },
      }),
    ];
    for (const thing of odd) expect(errorId(thing)).toMatch(/^[0-9a-f]{16}$/);
    expect(errorId('one')).toBe(errorId('two'));
  });
});
