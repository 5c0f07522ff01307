import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import type { PlumblineError } from '@plumbline/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { rfc3161Anchor, verifyTimestamp } from '../src/anchors.ts';
import { der } from '../src/anchor/der-write.ts';
import { membersOf, readDer, TAG } from '../src/anchor/der.ts';
import { parseToken, STAMPED } from '../src/anchor/signed-token.ts';
import { timeStampRequest } from '../src/anchor/time-stamp-request.ts';
import { checkResponse } from '../src/anchor/time-stamp-response.ts';
import { certify, header, openssl, receive, reply, statement } from './anchor-authority.ts';
import { useSharedFolder } from './anchor-support.ts';

const folder = useSharedFolder();
const pem = (name: string): string => readFileSync(path.join(folder(), `${name}.pem`), 'utf8');

beforeAll(() => {
  const at = folder();
  certify(at, 'ca', { extensions: 'ca' });
  certify(at, 'other', { extensions: 'ca' });
  certify(at, 'tsa', { extensions: 'tsa', issuer: 'ca' });
  certify(at, 'rsa', { extensions: 'tsa', issuer: 'ca', key: 'rsa' });
  certify(at, 'middle', { extensions: 'ca', issuer: 'ca' });
  certify(at, 'narrow', { extensions: 'ca0', issuer: 'ca' });
  certify(at, 'below', { extensions: 'tsa', issuer: 'middle' });
  certify(at, 'between', { extensions: 'ca', issuer: 'narrow' });
  certify(at, 'toolow', { extensions: 'tsa', issuer: 'between' });
  certify(at, 'noncritical', { extensions: 'noncritical', issuer: 'ca' });
  certify(at, 'server', { extensions: 'server', issuer: 'ca' });
  certify(at, 'notca', { extensions: 'tsa', issuer: 'tsa' });
  writeFileSync(path.join(at, 'serial'), '01\n');
  writeFileSync(path.join(at, 'header.txt'), header);
});

/** A token from a signer of the authority, as an anchor keeps it. */
async function stamp(options: Parameters<typeof reply>[2] = {}, extra: { policy?: string } = {}): Promise<string> {
  const { url } = await receive((query) => reply(folder(), query, options));
  const { receipt } = await rfc3161Anchor({ url, ...extra }).publish(statement);
  return receipt ?? '';
}

const judge = (receipt: string, ...names: string[]): ReturnType<typeof verifyTimestamp> =>
  verifyTimestamp(receipt, statement.hash, { certificates: names.map(pem) });

describe('a time stamp of a real authority', () => {
  it('is verified offline, and openssl accepts it too', async () => {
    const { url, received } = await receive((query) => reply(folder(), query));
    const target = rfc3161Anchor({ url, certificates: [pem('ca')], headers: { authorization: 'Bearer t0ken' } });
    const { receipt = '', where } = await target.publish(statement);
    expect(where).toBe(new URL(url).origin);
    const verified = judge(receipt, 'ca');
    expect(verified).toMatchObject({ policy: '1.2.3.4.1', authority: 'O=Test, CN=tsa' });
    expect(Math.abs(Date.parse(verified.genTime) - Date.now())).toBeLessThan(300_000);
    writeFileSync(path.join(folder(), 'token.der'), Buffer.from(receipt, 'base64'));
    const checked = openssl(
      folder(),
      'ts',
      '-verify',
      '-data',
      'header.txt',
      '-in',
      'token.der',
      '-token_in',
      '-CAfile',
      'ca.pem',
    );
    expect(checked).toContain('Verification: OK');
    expect(Object.keys(received[0]?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
    ]);
    expect(await target.recheck?.({ kind: 'rfc3161', ...statement, where, receipt })).toEqual({ ok: true });
  });

  it('asks for the hash with a nonce and for the certificate, and for nothing else', async () => {
    const { url, received } = await receive((query) => reply(folder(), query));
    await rfc3161Anchor({ url, policy: '1.2.3.4.5' }).publish(statement);
    writeFileSync(path.join(folder(), 'sent.tsq'), received[0]?.body ?? '');
    const text = openssl(folder(), 'ts', '-query', '-in', 'sent.tsq', '-text');
    expect(text).toMatch(/Hash Algorithm: sha256/);
    expect(text).toMatch(/Policy OID: 1\.2\.3\.4\.5/);
    expect(text).toMatch(/Nonce: 0x[0-9A-F]{20,32}/);
    expect(text).toMatch(/Certificate required: yes/);
    expect(text).toMatch(/Extensions:\s*$/);
    expect(received[0]?.body.includes(Buffer.from(statement.hash, 'hex'))).toBe(true);
    expect(received[0]?.body.length).toBeLessThan(100);
  });

  it.each([
    ['an RSA key', { signer: 'rsa' }],
    ['SHA-384', { config: 'signer_digest = sha384\n' }],
    ['SHA-512 and a certificate named by SHA-1', { config: 'signer_digest = sha512\ness_cert_id_alg = sha1\n' }],
    ['an authority in between', { signer: 'below', chain: 'middle' }],
  ])('is verified with %s', async (_name, options) => {
    expect(judge(await stamp(options), 'ca').policy).toBe('1.2.3.4.1');
  });

  it.each([
    ['an authority that is not trusted', {}, 'other', /does not lead to one of the trusted/],
    ['an authority in between that is not there', { signer: 'below' }, 'ca', /does not lead to one of the trusted/],
    [
      'a chain that is longer than allowed',
      { signer: 'toolow', chain: 'twolow' },
      'ca',
      /does not lead to one of the trusted/,
    ],
    ['an issuer that is no authority', { signer: 'notca', chain: 'tsa' }, 'ca', /does not lead to one of the trusted/],
  ])('is refused from %s', async (_name, options, trusted, reason) => {
    writeFileSync(path.join(folder(), 'twolow.pem'), pem('between') + pem('narrow'));
    const receipt = await stamp(options);
    expect(() => judge(receipt, trusted)).toThrow(
      expect.objectContaining({ code: 'PLB_AUDIT_ANCHOR', message: expect.stringMatching(reason) }),
    );
  });

  it('is refused from an authority that took the name of the trusted one', async () => {
    const fake = path.join(folder(), 'fake');
    mkdirSync(fake);
    // Without key identifiers, so that only the signature tells them apart.
    for (const at of [folder(), fake]) certify(at, 'plain', { extensions: 'plain' });
    certify(fake, 'signer', { extensions: 'tsa', issuer: 'plain' });
    const receipt = await stamp({ signer: 'fake/signer' });
    expect(judge(receipt, 'fake/plain').authority).toBe('O=Test, CN=signer');
    expect(() => judge(receipt, 'plain')).toThrow(/does not lead to one of the trusted/);
  });

  it('does not count as published where its authority is not trusted', async () => {
    const { url } = await receive((query) => reply(folder(), query));
    const wrong = rfc3161Anchor({ url, certificates: [Buffer.from(pem('other'))] }).publish(statement);
    await expect(wrong).rejects.toMatchObject({ code: 'PLB_AUDIT_ANCHOR' });
    const both = Buffer.from(pem('other') + pem('ca'));
    expect(await rfc3161Anchor({ url, certificates: [both] }).publish(statement)).toHaveProperty('receipt');
  });

  it('is refused about another hash, and with any bit of it changed', async () => {
    const receipt = await stamp();
    expect(() => verifyTimestamp(receipt, 'f'.repeat(64), { certificates: [pem('ca')] })).toThrow(/another hash/);
    const original = judge(receipt, 'ca');
    const bytes = Buffer.from(receipt, 'base64');
    const answers = Array.from(bytes.keys(), (at) => {
      const changed = Buffer.from(bytes);
      changed[at] = Number(changed[at]) ^ (1 << (at % 8));
      try {
        return judge(changed.toString('base64'), 'ca');
      } catch (error) {
        return (error as PlumblineError).code;
      }
    });
    const accepted = answers.filter((answer) => answer !== 'PLB_AUDIT_ANCHOR');
    // What no signature covers, such as the list of algorithms in front, may change and changes nothing.
    for (const answer of accepted) expect(answer).toEqual(original);
    expect(accepted.length).toBeLessThan(40);
  });

  it.each([
    ['says so in a way that may be ignored', 'noncritical'],
    ['is for servers as well', 'server'],
  ])('is refused where the certificate of its signer %s', async (_name, signer) => {
    await expect(reply(folder(), Buffer.alloc(0), { signer })).rejects.toThrow(/ts/);
    const forged = await forge({ signer });
    expect(() => judge(forged, 'ca')).toThrow(/not one for time stamps alone/);
  });

  it('is refused where it was made before its certificate', async () => {
    expect(judge(await forge({}), 'ca').authority).toBe('O=Test, CN=tsa');
    const early = await forge({ edit: (content) => content.replace(/20\d\d(?=\d{10})/, '2001') });
    expect(() => judge(early, 'ca')).toThrow(/not valid at that time/);
  });

  it('is refused where it does not say under which certificate it was signed, or says another', async () => {
    const loose = await forge({ flags: ['-nocerts'], binding: [] });
    expect(() => judge(loose, 'ca', 'tsa')).toThrow(/signing certificate is missing/);
    const bound = await forge({ flags: ['-nocerts'] });
    expect(judge(bound, 'ca', 'tsa').policy).toBe('1.2.3.4.1');
    expect(() => judge(bound, 'ca')).toThrow(/neither in the token nor in/);
    // A certificate with the same name, number and key, and other contents.
    certify(folder(), 'tsa', { extensions: 'tsa', issuer: 'ca', as: 'twin', days: '30' });
    expect(() => judge(bound, 'ca', 'twin')).toThrow(/signed under another certificate/);
  });
});

interface Forgery {
  readonly signer?: string;
  readonly edit?: (content: string) => string;
  readonly flags?: readonly string[];
  readonly binding?: readonly string[];
}

/** A token that the authority of openssl would not make, put together by `openssl cms`. */
async function forge({ binding = ['-cades'], edit = String, flags = [], signer = 'tsa' }: Forgery): Promise<string> {
  const at = folder();
  const token = parseToken(Buffer.from(await stamp(), 'base64'));
  writeFileSync(path.join(at, 'info.der'), edit(token.content.toString('latin1')), 'latin1');
  const files = [
    '-in',
    'info.der',
    '-binary',
    '-signer',
    `${signer}.pem`,
    '-inkey',
    `${signer}.key`,
    '-outform',
    'DER',
  ];
  const content = ['-nodetach', '-md', 'sha256', '-econtent_type', STAMPED, ...binding, ...flags];
  openssl(at, 'cms', '-sign', ...content, ...files, '-out', 'forged.der');
  return readFileSync(path.join(at, 'forged.der')).toString('base64');
}

describe('an answer that is none', () => {
  const anchor = async (answer: (query: Buffer) => Promise<Buffer> | Buffer, options = {}): Promise<unknown> => {
    const { url } = await receive(answer, options);
    return rfc3161Anchor({ url, timeoutMs: 20_000 }).publish(statement);
  };
  const fails = (reason: RegExp): unknown =>
    expect.objectContaining({ code: 'PLB_AUDIT_ANCHOR', message: expect.stringMatching(reason) });

  it('is refused cut off at every byte', async () => {
    const nonce = Buffer.alloc(16, 9);
    const hash = Buffer.from(statement.hash, 'hex');
    const whole = await reply(folder(), timeStampRequest({ hash, nonce }));
    expect(checkResponse(whole, { hash, nonce }).info.hash).toBe(statement.hash);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => checkResponse(whole.subarray(0, length), { hash, nonce })).toThrow(fails(/it is cut off/));
    }
    expect(() => checkResponse(Buffer.concat([whole, Buffer.of(0)]), { hash, nonce })).toThrow(
      fails(/bytes behind its end/),
    );
  });

  it('is refused when it is huge', async () => {
    await expect(anchor(() => Buffer.alloc(300_000))).rejects.toThrow(fails(/more than 262144 bytes/));
  });

  it('is refused when it says a huge length', async () => {
    await expect(anchor(() => Buffer.from('3084ffffffff30', 'hex'))).rejects.toThrow(fails(/it is cut off/));
    await expect(anchor(() => Buffer.from('3085ffffffffff30', 'hex'))).rejects.toThrow(
      fails(/larger than what was read/),
    );
  });

  it('is refused with indefinite lengths', async () => {
    await expect(anchor(() => Buffer.from('308030030201000000', 'hex'))).rejects.toThrow(fails(/indefinite length/));
    const inside = async (query: Buffer): Promise<Buffer> => {
      const [status, token] = membersOf(readDer(await reply(folder(), query)));
      const open = Buffer.concat([Buffer.of(0x30, 0x80), token?.content ?? Buffer.alloc(0), Buffer.of(0, 0)]);
      return der(TAG.sequence, status?.bytes ?? Buffer.alloc(0), open);
    };
    await expect(anchor(inside)).rejects.toThrow(fails(/indefinite length/));
  });

  it('is refused with another imprint or another nonce', async () => {
    const hash = Buffer.alloc(32, 7);
    const nonce = Buffer.alloc(16, 9);
    const wrongImprint = (query: Buffer): Promise<Buffer> => {
      const sent = Buffer.from(query);
      hash.copy(sent, sent.indexOf(Buffer.from(statement.hash, 'hex')));
      return reply(folder(), sent);
    };
    await expect(anchor(wrongImprint)).rejects.toThrow(fails(/imprint is not the hash that was sent/));
    const wrongNonce = (): Promise<Buffer> =>
      reply(folder(), timeStampRequest({ hash: Buffer.from(statement.hash, 'hex'), nonce }));
    await expect(anchor(wrongNonce)).rejects.toThrow(fails(/nonce is not the one that was sent/));
  });

  it('is refused when the authority rejects, with its reason', async () => {
    const { url } = await receive((query) => reply(folder(), query));
    const rejected = rfc3161Anchor({ url, policy: '1.2.3.4.9' }).publish(statement);
    await expect(rejected).rejects.toThrow(fails(/answered rejection \(the policy is not accepted\)/));
  });

  it('is refused under another policy than the one asked for', async () => {
    const { url } = await receive((query) =>
      reply(folder(), Buffer.from(query.toString('latin1').replace('\x2a\x03\x04\x05', '\x2a\x03\x04\x01'), 'latin1')),
    );
    await expect(rfc3161Anchor({ url, policy: '1.2.3.4.5' }).publish(statement)).rejects.toThrow(
      fails(/policy is not the one/),
    );
  });

  it('is refused from a web page, an error, and a place where nobody listens', async () => {
    await expect(anchor(() => Buffer.from('<html>'), { type: 'text/html' })).rejects.toThrow(fails(/Content-Type/));
    await expect(anchor(() => Buffer.from(''), { status: 503 })).rejects.toThrow(fails(/answered HTTP 503/));
    await expect(anchor(() => Buffer.from(''), { status: 302 })).rejects.toThrow(fails(/answered HTTP 302/));
    const nobody = rfc3161Anchor({ url: 'http://127.0.0.1:1/' }).publish(statement);
    await expect(nobody).rejects.toThrow(fails(/cannot be reached \(ECONNREFUSED\)/));
  });

  it('is given up when it never comes', async () => {
    const never = await receive(() => new Promise(() => undefined));
    await expect(rfc3161Anchor({ url: never.url, timeoutMs: 50 }).publish(statement)).rejects.toThrow(
      fails(/within 50 ms/),
    );
  });

  it('never repeats the query of the address or a header', async () => {
    const { url } = await receive(() => Buffer.from(''), { status: 401 });
    const error: unknown = await rfc3161Anchor({ url, headers: { authorization: 'Bearer t0ken' } })
      .publish(statement)
      .catch((e: unknown) => e);
    expect(inspect(error, { depth: 9 })).not.toMatch(/k3y|t0ken/);
  });

  it.each([
    [{ url: 'http://user:password@127.0.0.1/' }, /`url`/],
    [{ url: 'ftp://127.0.0.1/' }, /`url`/],
    [{ url: 'http://127.0.0.1/', policy: '1.2.x' }, /`policy`/],
    [{ url: 'http://127.0.0.1/', certificates: ['none'] }, /`certificates`/],
  ])('cannot come from wrong options: %o', (options, reason) => {
    expect(() => rfc3161Anchor(options)).toThrow(reason);
  });
});
