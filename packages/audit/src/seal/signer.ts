import { createPrivateKey, createPublicKey, KeyObject, sign } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';
import { keyFault, type PublicKeyInput, sealPublicKey, type SealPublicKey } from './public-keys.ts';
import { isSignedBy } from './verify-seal.ts';

/** Signs seals; made by {@link createSigner}. */
export interface SealSigner {
  readonly keyId: string;
  readonly publicKey: SealPublicKey;
  /** Ed25519 over these bytes, 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A key that stays where it is, such as in a key management service that signs with Ed25519. */
export interface RemoteKey {
  readonly publicKey: PublicKeyInput;
  /** The ID of the public key where it is known already, to be held against it: not what the service calls the key. */
  readonly keyId?: string;
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

const FIX = 'Give an Ed25519 private key as PEM without a passphrase; `npx plumbline audit keygen` makes one.';

function privateKeyOf(input: KeyObject | string, name: string): KeyObject {
  if (input instanceof KeyObject) return input;
  if (input.includes('PUBLIC KEY') && !input.includes('PRIVATE KEY'))
    throw keyFault(`${name} is a public key`, `${FIX} The public one is for whoever verifies.`);
  if (!input.includes('PRIVATE KEY')) throw keyFault(`${name} holds no private key in PEM form`, FIX);
  try {
    return createPrivateKey(input);
  } catch (cause) {
    throw keyFault(`${name} cannot be read as a private key`, FIX, cause);
  }
}

function localSigner(input: KeyObject | string, name: string): SealSigner {
  const key = privateKeyOf(input, name);
  if (key.type !== 'private')
    throw keyFault(`${name} is a ${key.type} key`, `${FIX} A public one is for whoever verifies.`);
  if (key.asymmetricKeyType !== 'ed25519')
    throw keyFault(`${name} is of type ${key.asymmetricKeyType}, and seals are signed with Ed25519`, FIX);
  const publicKey = sealPublicKey(createPublicKey(key));
  return { keyId: publicKey.id, publicKey, sign: async (bytes) => sign(null, bytes, key) };
}

function remoteSigner(input: RemoteKey, name: string): SealSigner {
  const publicKey = sealPublicKey(input.publicKey, `the public key of ${name}`);
  if (input.keyId !== undefined && input.keyId !== publicKey.id)
    throw keyFault(`${name} has the key ID ${publicKey.id}, and \`keyId\` says another`, 'Leave `keyId` out.');
  return { keyId: publicKey.id, publicKey, sign: (bytes) => input.sign(bytes) };
}

/**
 * What seals are signed with: an Ed25519 private key as PEM or as Node reads it, or a service that signs. Throws
 * PLB_AUDIT_KEY; `name` says in its text which key it is about.
 */
export function createSigner(key: KeyObject | string | RemoteKey, name = 'the key'): SealSigner {
  return typeof key === 'string' || key instanceof KeyObject ? localSigner(key, name) : remoteSigner(key, name);
}

/**
 * Signs and looks at the result, so that no signature is stored which nobody can verify: a service may hold another key
 * than its public half says. Rejects with PLB_AUDIT_KEY.
 */
export async function signText(signer: SealSigner, text: string): Promise<Uint8Array> {
  let signature: Uint8Array;
  try {
    signature = Uint8Array.from(await signer.sign(Buffer.from(text)));
  } catch (cause) {
    throw new PlumblineError('PLB_AUDIT_KEY', `key ${signer.keyId} does not sign`, {
      fix: 'Check that the service that holds it answers, and that the sealer may use it; the cause says more.',
      cause,
    });
  }
  if (isSignedBy(text, signature, signer.publicKey)) return signature;
  throw keyFault(
    `what was signed for key ${signer.keyId} is no Ed25519 signature of that key`,
    'Give the public key that belongs to the signing one; the service has to sign the bytes as they are (pure Ed25519).',
  );
}
