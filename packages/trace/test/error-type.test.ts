import { describe, expect, it } from 'vitest';
import { errorType, MAX_ERROR_TYPES } from '../src/error-type.ts';

const withCode = (code: unknown): Error => Object.assign(new Error('said'), { code });

describe('the word for an error', () => {
  it.each([
    ['its code', withCode('ECONNRESET'), 'ECONNRESET'],
    ['its class', new TypeError('said'), 'TypeError'],
    ['_OTHER for a plain one', new Error('said'), '_OTHER'],
    ['its class where the code could carry data', withCode('see jane@example.com'), '_OTHER'],
    ['_OTHER for what is no object', 'said', '_OTHER'],
  ])('is %s', (_what, error, type) => {
    expect(errorType(error)).toBe(type);
  });

  it('is _OTHER where reading it throws', () => {
    const getter = Object.defineProperty(new Error('said'), 'code', {
      get() {
        throw new Error('no');
      },
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect([getter, proxy].map((error) => errorType(error))).toEqual(['_OTHER', '_OTHER']);
  });

  it('is _OTHER for the words of one process after so many, and stays what it is for those before and the common ones', () => {
    const words = Array.from({ length: 3 * MAX_ERROR_TYPES }, (_, index) => `card_declined_${index}`);
    const told = new Set(words.map((word) => errorType(withCode(word))));
    expect(told.size).toBeLessThanOrEqual(MAX_ERROR_TYPES + 1);
    expect(told.size).toBeGreaterThan(MAX_ERROR_TYPES / 2);
    expect(errorType(withCode(words[0]))).toBe(words[0]);
    expect(errorType(withCode(words.at(-1)))).toBe('_OTHER');
    expect(errorType(withCode('EPIPE'))).toBe('EPIPE');
  });
});
