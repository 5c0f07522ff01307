import { generateKeyPairSync } from 'node:crypto';
import { open, readFile, stat, unlink } from 'node:fs/promises';
import { type Log, noopLog, toError } from '@plumbline/core';
import { keyFault, keyIdOf } from './public-keys.ts';
import { createSigner, type SealSigner } from './signer.ts';

/** A new pair of keys, as PEM. */
export interface SealKeyPair {
  readonly keyId: string;
  /** PKCS #8; whoever has it can seal. */
  readonly privateKey: string;
  /** SubjectPublicKeyInfo; for whoever verifies. */
  readonly publicKey: string;
}

const OWNER_ONLY = 0o600;
const FOR_ALL = 0o644;
const OTHERS = 0o077;

/** Makes an Ed25519 pair (RFC 8032). */
export function generateSealKey(): SealKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
    publicKeyEncoding: { format: 'pem', type: 'spki' },
  });
  return { keyId: keyIdOf(publicKey), privateKey, publicKey };
}

/** Creates a file that is not there yet, and has it on the disk before it returns: a seal cannot be made without its key. */
async function create(file: string, text: string, mode: number): Promise<void> {
  let handle;
  try {
    handle = await open(file, 'wx', mode);
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw exists
      ? keyFault(
          `${file} is there already, and a key is never overwritten`,
          'Name another file, or move that one away.',
        )
      : keyFault(`${file} cannot be created`, 'Name a file in a folder that exists and can be written.', cause);
  }
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes a pair of keys and writes it: the private one to `file`, readable by its owner alone, the public one to `file`
 * with `.pub` behind it. Rejects with PLB_AUDIT_KEY where one of them exists; nothing is left behind then.
 */
export async function writeSealKey(file: string): Promise<Omit<SealKeyPair, 'privateKey'>> {
  const { keyId, privateKey, publicKey } = generateSealKey();
  await create(file, privateKey, OWNER_ONLY);
  try {
    await create(`${file}.pub`, publicKey, FOR_ALL);
  } catch (error) {
    await unlink(file);
    throw error;
  }
  return { keyId, publicKey };
}

/**
 * The signer of a private key in a file. Rejects with PLB_AUDIT_KEY; warns in the log of a file that others can read or
 * change, which is not refused, because Kubernetes gives mounted secrets to a group.
 */
export async function loadSigner(file: string, { log = noopLog }: { readonly log?: Log } = {}): Promise<SealSigner> {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
    // Windows has no such modes.
    if (process.platform !== 'win32' && ((await stat(file)).mode & OTHERS) !== 0)
      log.warn(
        { code: 'PLB_AUDIT_KEY', what: 'others can read or change it', fix: 'Run `chmod 600` on it.' },
        'sealing key is not for its owner alone',
      );
  } catch (cause) {
    throw keyFault(`the sealing key ${file} cannot be read`, 'Check its path and its mode.', toError(cause));
  }
  return createSigner(pem, `the sealing key ${file}`);
}
