import { generateKeyPairSync } from 'node:crypto';
import { open, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { type Log, noopLog } from '@plumbline/core';
import { unreadable } from '../unreadable.ts';
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
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw keyFault(
        `${file} is there already, and a key is never overwritten`,
        'Name another file, or move that one away.',
      );
    // No folder is made: a slip of the pen would put the key somewhere nobody looks for it.
    if (code === 'ENOENT')
      throw keyFault(
        `${file} cannot be created: there is no folder ${path.dirname(file)}`,
        'Correct the path, or make the folder first, for the owner of the key alone (`mkdir -m 700`).',
        cause,
      );
    throw keyFault(`${file} cannot be created (${code})`, 'Name a file in a folder that can be written.', cause);
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

export interface LoadSignerOptions {
  readonly log?: Log;
  /** What messages call the file, such as the option or variable that names it. @default 'the sealing key' and the path */
  readonly name?: string;
}

/**
 * The signer of a private key in a file. Rejects with PLB_AUDIT_KEY; warns in the log of a file that others can read or
 * change, which is not refused, because Kubernetes gives mounted secrets to a group.
 */
export async function loadSigner(
  file: string,
  { log = noopLog, name = `the sealing key ${file}` }: LoadSignerOptions = {},
): Promise<SealSigner> {
  let pem: string;
  let mode: number;
  try {
    pem = await readFile(file, 'utf8');
    ({ mode } = await stat(file));
  } catch (cause) {
    const { fix, what } = unreadable(cause);
    throw keyFault(`${name} ${what}`, fix, cause);
  }
  const signer = createSigner(pem, name);
  // Windows has no such modes.
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    const what = `others can read or change it (mode ${(mode & 0o777).toString(8).padStart(4, '0')}), ${name}`;
    const fix =
      'Run `chmod 600` on it; if others could read it until now, go on with another key (`plumbline audit rotate`).';
    log.warn({ code: 'PLB_AUDIT_KEY', what, fix }, 'sealing key is not for its owner alone');
  }
  return signer;
}
