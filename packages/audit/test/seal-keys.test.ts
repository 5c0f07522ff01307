import { createPrivateKey, createSecretKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  createSigner,
  generateSealKey,
  keyIdOf,
  loadPublicKeys,
  loadSigner,
  makeSeal,
  NO_PREVIOUS,
  readPublicKeys,
  sealPublicKey,
  writeSealKey,
} from '../src/seal.ts';
import { keepLog, useFolder } from './support.ts';

const folder = useFolder();
const at = (name: string): string => path.join(folder(), name);
const pair = generateSealKey();
const rsa = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { format: 'pem', type: 'spki' },
  privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
});
const locked = generateKeyPairSync('ed25519').privateKey.export({
  format: 'pem',
  type: 'pkcs8',
  cipher: 'aes-256-cbc',
  passphrase: 'x',
});

// RFC 8032, section 7.1, test 1; the ID was worked out with `openssl dgst`.
const RAW = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
const SECRET = '302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';

describe('a key', () => {
  test('has the ID that the SHA-256 of its raw bytes begins with', () => {
    expect(keyIdOf(RAW)).toBe('21fe31dfa154a261');
    const key = createPrivateKey({ key: Buffer.from(SECRET, 'hex'), format: 'der', type: 'pkcs8' });
    expect(createSigner(key).keyId).toBe('21fe31dfa154a261');
    expect(createSigner(key).publicKey.raw).toEqual(RAW);
  });

  test('is the same as PEM, as an object and as raw bytes', () => {
    const one = sealPublicKey(pair.publicKey);
    expect(one.id).toBe(pair.keyId);
    expect(sealPublicKey(one.key).id).toBe(pair.keyId);
    expect(sealPublicKey(one.raw).id).toBe(pair.keyId);
    expect(createSigner(pair.privateKey).keyId).toBe(pair.keyId);
    expect(createSigner(createPrivateKey(pair.privateKey)).keyId).toBe(pair.keyId);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a public key to sign with', () => createSigner(pair.publicKey), /is a public key/],
    ['a public object to sign with', () => createSigner(sealPublicKey(pair.publicKey).key), /is a public key/],
    ['another kind to sign with', () => createSigner(rsa.privateKey), /is of type rsa/],
    ['a secret to sign with', () => createSigner(createSecretKey(Buffer.alloc(32))), /is a secret key/],
    ['a key under a passphrase', () => createSigner(String(locked)), /cannot be read as a private key/],
    ['text that is no key', () => createSigner('plumbline'), /holds no private key/],
    ['a private key that is damaged', () => createSigner(pair.privateKey.replace('MC4', 'MC5')), /cannot be read/],
    ['a private key to verify with', () => sealPublicKey(pair.privateKey), /is a private key/],
    ['a private object to verify with', () => sealPublicKey(createPrivateKey(pair.privateKey)), /is a private key/],
    ['another kind to verify with', () => sealPublicKey(rsa.publicKey), /is of type rsa/],
    ['bytes of another length', () => sealPublicKey(RAW.subarray(1)), /cannot be read as a public key/],
    [
      'a service whose key ID is another',
      () => createSigner({ ...pair, keyId: '0'.repeat(16), sign: async () => RAW }),
      /says another/,
    ],
  ])('%s is refused, and no key stands in the message', (_case, use, message) => {
    expect(use).toThrow(message);
    expect(use).toThrow(expect.objectContaining({ code: 'PLB_AUDIT_KEY' }));
    expect(use).not.toThrow(/BEGIN|MC4|MCow/);
  });

  test('a service whose signatures do not fit its public key seals nothing', async () => {
    const other = createSigner(generateSealKey().privateKey);
    const signer = createSigner({ publicKey: pair.publicKey, sign: (bytes) => other.sign(bytes) });
    const content = { trail: '019f0000-0000-7000-8000-0000000000aa', no: 1, sealedAt: 0, previous: NO_PREVIOUS };
    await expect(makeSeal({ ...content, leaves: [] }, signer)).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
  });
});

describe('public keys of a text', () => {
  const other = generateSealKey();

  test('are read each once, whatever stands between them', () => {
    const text = `first\n${pair.publicKey}\nand\r\n${other.publicKey}${pair.publicKey}`;
    expect(readPublicKeys(text).map((key) => key.id)).toEqual([pair.keyId, other.keyId]);
    expect(readPublicKeys(text.replaceAll('\n', '\r\n'))).toHaveLength(2);
    expect(readPublicKeys(text)[0]?.key).toBeInstanceOf(KeyObject);
  });

  test.each([
    ['none', 'no key', /holds no key/],
    ['a private one', `${pair.publicKey}${pair.privateKey}`, /key 2 of keys.pem is a private key/],
    ['one of another kind', `${pair.publicKey}${rsa.publicKey}`, /key 2 of keys.pem is of type rsa/],
  ])('%s is refused', (_case, text, message) => {
    expect(() => readPublicKeys(text, 'keys.pem')).toThrow(message);
  });

  test('come from a file, and a file that is not there is named', async () => {
    writeFileSync(at('keys.pem'), pair.publicKey + other.publicKey);
    expect((await loadPublicKeys(at('keys.pem'))).map((key) => key.id)).toEqual([pair.keyId, other.keyId]);
    await expect(loadPublicKeys(at('gone.pem'))).rejects.toMatchObject({
      code: 'PLB_AUDIT_KEY',
      message: expect.stringContaining('gone.pem') as string,
    });
  });
});

describe('key files', () => {
  const modeOf = (name: string): number => statSync(at(name)).mode & 0o777;

  test('are written for their owner alone, and signing works with them', async () => {
    const { keyId, publicKey } = await writeSealKey(at('seal.pem'));
    expect(modeOf('seal.pem')).toBe(0o600);
    expect(readFileSync(at('seal.pem.pub'), 'utf8')).toBe(publicKey);
    const log = keepLog();
    expect((await loadSigner(at('seal.pem'), { log })).keyId).toBe(keyId);
    expect((await loadPublicKeys(at('seal.pem.pub'))).map((key) => key.id)).toEqual([keyId]);
    expect(log.lines).toEqual([]);
  });

  test('are never overwritten, and nothing half is left behind', async () => {
    writeFileSync(at('seal.pem.pub'), 'theirs');
    await expect(writeSealKey(at('seal.pem'))).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
    expect(existsSync(at('seal.pem'))).toBe(false);
    expect(readFileSync(at('seal.pem.pub'), 'utf8')).toBe('theirs');
    writeFileSync(at('other.pem'), 'theirs');
    await expect(writeSealKey(at('other.pem'))).rejects.toThrow(/never overwritten/);
    expect(readFileSync(at('other.pem'), 'utf8')).toBe('theirs');
    expect(existsSync(at('other.pem.pub'))).toBe(false);
    await expect(writeSealKey(at('no/folder.pem'))).rejects.toThrow(/cannot be created/);
  });

  test('that others can read are warned of, and used', async () => {
    const { keyId } = await writeSealKey(at('seal.pem'));
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(at('seal.pem'), mode);
      const log = keepLog();
      expect((await loadSigner(at('seal.pem'), { log })).keyId).toBe(keyId);
      expect(log.lines).toMatchObject([{ level: 'warn', fields: { code: 'PLB_AUDIT_KEY' } }]);
    }
  });

  test('that cannot be read, or hold something else, are named', async () => {
    await expect(loadSigner(at('gone.pem'))).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
    await writeSealKey(at('seal.pem'));
    await expect(loadSigner(at('seal.pem.pub'))).rejects.toThrow(/seal.pem.pub is a public key/);
    await expect(loadSigner(folder())).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
  });
});
