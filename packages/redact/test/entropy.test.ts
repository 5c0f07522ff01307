import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { ALNUM, createMake, createRandom, LOWER_HEX } from './corpus/build.ts';

const redactor = createRedactor();
const make = createMake(77);
const random = createRandom(78);
const WORDS =
  'get set user order item list by id find all create update delete http json parse read write file stream async handler service factory builder manager client server request response token key value map entry node tree index cache store query result event listener error type name path config option default internal public state view model controller Component'.split(
    ' ',
  );

function share(count: number, form: () => string): number {
  let found = 0;
  for (let i = 0; i < count; i++) {
    const value = form();
    if (redactor.text(`got ${value} there`) !== `got ${value} there`) found++;
  }
  return found / count;
}

function bytes(length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

function camel(): string {
  const count = 3 + Math.floor(random() * 5);
  const words = Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return `${joined}${Math.floor(random() * 40)}${random() < 0.3 ? 'V2' : ''}`;
}

describe('a value without a known form', () => {
  it.each([
    ['24 of base62', 0.92, () => make.chars(24)],
    ['32 of base62', 0.96, () => make.chars(32)],
    ['40 of base62', 0.97, () => make.chars(40)],
    ['32 bytes in base64', 0.97, () => bytes(32).toString('base64')],
    ['48 bytes in base64', 0.97, () => bytes(48).toString('base64')],
    ['32 bytes in base64url', 0.97, () => bytes(32).toString('base64url')],
    ['64 bytes in base64url', 0.97, () => bytes(64).toString('base64url')],
  ] as const)('of high entropy goes: %s', (_, least, form) => {
    expect(share(5000, form)).toBeGreaterThan(least);
  });

  it('joined from words stays', () => {
    expect(share(20_000, camel)).toBeLessThan(0.001);
  });

  it.each([
    ['nanoid', () => make.chars(21, `${ALNUM}_-`)],
    ['a document of Firestore', () => make.chars(20)],
    ['KSUID', () => `2${make.chars(26)}`],
    ['a payment of Stripe', () => `pi_${make.chars(24)}`],
    ['a user of Clerk', () => `user_2${make.chars(26)}`],
    ['SRI', () => `sha384-${bytes(48).toString('base64')}`],
    ['a fingerprint', () => `SHA256:${bytes(32).toString('base64').replace('=', '')}`],
    ['a digest header', () => `Digest: sha-256=${bytes(32).toString('base64')}`],
    ['MD5', () => bytes(16).toString('base64')],
    ['an ETag', () => `etag: "${make.chars(27)}"`],
    ['a user id', () => `userId=${make.chars(28)}`],
    ['SID', () => `AC${make.chars(32, LOWER_HEX)}`],
    ['an asset', () => `/assets/index-${make.chars(24)}.js`],
    ['an Ethereum address', () => `0x${make.chars(40, '0123456789abcdefABCDEF')}`],
    ['a public key', () => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${make.chars(43)}`],
    ['a picture', () => `data:image/png;base64,iVBORw0KGgo${make.chars(120)}`],
    [
      'a certificate',
      () => `-----BEGIN CERTIFICATE-----\nMII${make.chars(61)}\n${make.chars(64)}\n-----END CERTIFICATE-----`,
    ],
    ['a boundary', () => `----WebKitFormBoundary${make.chars(16)}`],
    ['a mangled name', () => `_ZN3std2rt19lang_start_internal17h${make.chars(16, LOWER_HEX)}E`],
    ['text', () => btoa(`{"page":${make.chars(3, '0123456789')},"sort":"Name asc, Id desc"}`)],
    ['a path', () => `/var/lib/App/Data${make.chars(3)}/Cache2/file/${make.chars(5)}`],
    ['a class', () => `My-Component_Name-V2-${make.chars(4)}`],
  ] as const)('keeps %s', (_, form) => {
    expect(share(300, form)).toBe(0);
  });
});

describe('what is wrapped', () => {
  const secret = 'hunter2now';
  const lines = [`{"user":"root","password":"${secret}"}`, `postgres://app:${secret}@db/x`, `api_key=${secret}`];

  it.each(lines)('in base64 is found: %s', (line) => {
    for (const wrapped of [btoa(line), btoa(btoa(line)), Buffer.from(line).toString('base64url')]) {
      expect(redactor.text(`got ${wrapped} there`)).not.toContain(wrapped.slice(0, 24));
    }
  });

  it.each([
    'user%3Dapp%26password%3Dhunter2now',
    'user%253Dapp%2526password%253Dhunter2now',
    String.raw`\u0070assword\u003dhunter2now`,
    String.raw`pass\x77ord\x3dhunter2now`,
    'password&#61;hunter2now',
    '&lt;password&gt;hunter2now&lt;/password&gt;',
    '{&quot;password&quot;:&quot;hunter2now&quot;}',
    'password=3Dhunter2now',
    'postgres%3A%2F%2Fapp%3Ahunter2now%40db%2Fx',
    '%7B%22password%22%3A%22hunter2now%22%7D',
    "GET /x/%7B'password':'hunter2now'%7D",
  ])('in escapes is found: %s', (text) => {
    const out = redactor.text(`see ${text} end`);
    expect(out).not.toContain(secret);
    expect(out).toMatch(/^see .* end$/);
  });

  it('shows what stands around it', () => {
    expect(redactor.text('GET /a/jane%40example.com/edit?page=2 done')).toBe(
      'GET /a/[redacted:email]/edit?page=2 done',
    );
    expect(redactor.text('a &amp; b, 100% of %20 and \\u0041bc')).toBe('a &amp; b, 100% of %20 and \\u0041bc');
  });

  it('is decoded as a login', () => {
    expect(redactor.text(`sent ${btoa('\0jane\0hunter2now')}`)).toBe('sent [redacted:encoded-login]');
  });
});
