import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as own from '../src/base64-text.ts';

const bytes = fc.uint8Array({ maxLength: 40 }).map((all) => String.fromCharCode(...all));

it('says what the globals of these names say', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      expect(own.btoa(text)).toBe(btoa(text));
      expect(own.atob(btoa(text))).toBe(text);
      expect(own.atob(btoa(text).replaceAll('=', ''))).toBe(text);
    }),
  );
});

it('decodes up to what is no base64', () => {
  expect(own.atob(`${btoa('user:pass')}!${btoa('more')}`)).toBe('user:pass');
  expect(own.atob('')).toBe('');
});
