import { createPublicKey, KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PlumblineError } from '@plumbline/core';
import { unreadable } from '../unreadable.ts';
import { keyIdOfRaw } from './seal-header.ts';

/** A key that seals are verified with. */
export interface SealPublicKey {
  /** First 16 hexadecimal digits of the SHA-256 over its 32 raw bytes, as seals name it. */
  readonly id: string;
  /** 32 bytes (RFC 8032). */
  readonly raw: Uint8Array;
  readonly key: KeyObject;
}

/** A public key as Node reads it, as PEM (`PUBLIC KEY`), or as its 32 raw bytes. */
export type PublicKeyInput = KeyObject | string | Uint8Array;

/** DER of an Ed25519 SubjectPublicKeyInfo up to the key itself (RFC 8410, section 4). */
const SPKI_PREFIX: Buffer = Buffer.from('302a300506032b6570032100', 'hex');
const RAW_BYTES = 32;
const BEGIN = '-----BEGIN ';
const END = '-----END ';

/** An error about a key. Its text names what the key was given for, never the key. */
export const keyFault = (what: string, fix: string, cause?: unknown): PlumblineError =>
  new PlumblineError('PLB_AUDIT_KEY', what, { fix, ...(cause !== undefined && { cause }) });

const FIX = 'Give the public half of an Ed25519 key as PEM; `npx plumbline audit keygen` makes a pair.';

function objectOf(input: PublicKeyInput, name: string): KeyObject {
  if (input instanceof KeyObject) return input;
  try {
    if (typeof input === 'string') return createPublicKey(input);
    if (input.length !== RAW_BYTES) throw new TypeError(`${input.length} bytes are no raw key`);
    return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, input]), format: 'der', type: 'spki' });
  } catch (cause) {
    throw keyFault(`${name} cannot be read as a public key`, FIX, cause);
  }
}

/** A key to verify seals with. Throws PLB_AUDIT_KEY for anything but an Ed25519 public key; `name` says which in its text. */
export function sealPublicKey(input: PublicKeyInput, name = 'the public key'): SealPublicKey {
  if (typeof input === 'string' && input.includes('PRIVATE KEY'))
    throw keyFault(
      `${name} is a private key`,
      'Give its public half, the `.pub` file beside it; the private one stays with the sealer.',
    );
  const key = objectOf(input, name);
  if (key.type !== 'public')
    throw keyFault(`${name} is a ${key.type} key`, 'Give its public half; the private one stays with the sealer.');
  if (key.asymmetricKeyType !== 'ed25519')
    throw keyFault(`${name} is of type ${key.asymmetricKeyType}, and seals are signed with Ed25519`, FIX);
  const raw = key.export({ format: 'der', type: 'spki' }).subarray(-RAW_BYTES);
  return { id: keyIdOfRaw(raw), raw, key };
}

/** ID of a key, as the `key` line of seals has it. Throws PLB_AUDIT_KEY. */
export const keyIdOf = (input: PublicKeyInput): string => sealPublicKey(input).id;

/** The blocks of a PEM text (RFC 7468), without what stands between them. */
function blocksOf(pem: string): string[] {
  const blocks: string[] = [];
  let block: string[] | undefined;
  for (const line of pem.split('\n').map((one) => one.trim())) {
    if (line.startsWith(BEGIN)) block = [];
    block?.push(line);
    if (!block || !line.startsWith(END)) continue;
    blocks.push(`${block.join('\n')}\n`);
    block = undefined;
  }
  return blocks;
}

/**
 * The public keys of a PEM text, which may hold several, each once. Throws PLB_AUDIT_KEY where there is none, or one that
 * is private or not Ed25519; `name` says which text.
 */
export function readPublicKeys(pem: string, name = 'the text'): SealPublicKey[] {
  const blocks = blocksOf(pem);
  if (blocks.length === 0) throw keyFault(`${name} holds no key in PEM form`, FIX);
  const keys = blocks.map((block, index) => sealPublicKey(block, `key ${index + 1} of ${name}`));
  return [...new Map(keys.map((key) => [key.id, key])).values()];
}

/** {@link readPublicKeys} of a file. Throws PLB_AUDIT_KEY, where it cannot be read as well. */
export async function loadPublicKeys(file: string): Promise<SealPublicKey[]> {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (cause) {
    const { fix, what } = unreadable(cause);
    throw keyFault(`the file of public keys ${file} ${what}`, fix, cause);
  }
  return readPublicKeys(pem, file);
}
