import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../src/base64-text.ts';

const bytes = fc.uint8Array({ maxLength: 40 }).map((all) => String.fromCharCode(...all));

it('says what `btoa` and `atob` say', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      expect(encodeBase64(text)).toBe(btoa(text));
      expect(decodeBase64(btoa(text))).toBe(text);
      expect(decodeBase64(btoa(text).replaceAll('=', ''))).toBe(text);
    }),
  );
});

it('decodes up to what is no base64', () => {
  expect(decodeBase64(`${btoa('user:pass')}!${btoa('more')}`)).toBe('user:pass');
  expect(decodeBase64('')).toBe('');
});
