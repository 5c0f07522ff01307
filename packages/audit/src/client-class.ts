import type { ClientClass } from './action-spec.ts';

/** In this order: a crawler calls itself a browser, and a phone's browser both. Longer texts are cut, not searched. */
const MAX_TEXT = 512;
const CLASSES: readonly (readonly [ClientClass, RegExp])[] = [
  ['bot', /bot\b|crawl|spider|slurp|preview|monitor|headless|lighthouse|facebookexternalhit/i],
  ['server', /^(?:curl|wget|node|undici|axios|got|python|java|go-http|okhttp|ruby|php|guzzle|postman|insomnia|k6)\b/i],
  ['mobile', /mobi|android|iphone|ipad|ipod/i],
  ['browser', /^mozilla\/|^opera\//i],
];

/**
 * What made a request, by its `user-agent` header (RFC 9110, section 10.1.5). It is a word of who asked and can be false:
 * good for reading a trail, not for deciding anything.
 */
export function clientClass(userAgent: string | undefined): ClientClass {
  const text = userAgent?.slice(0, MAX_TEXT) ?? '';
  return CLASSES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'unknown';
}
