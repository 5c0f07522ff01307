import { TAG } from './der.ts';
import { der, derInteger, derOid, derTrue } from './der-write.ts';

export const SHA256_OID = '2.16.840.1.101.3.4.2.1';

export interface TimeStampRequest {
  /** SHA-256, 32 bytes. */
  readonly hash: Uint8Array;
  /** Random; the answer must repeat it. */
  readonly nonce: Uint8Array;
  /** Dotted OID of the policy to be stamped under; the authority's own where it is absent. */
  readonly policy?: string | undefined;
}

/** A TimeStampReq (RFC 3161, section 2.4.1) that asks for the authority's certificate. */
export function timeStampRequest({ hash, nonce, policy }: TimeStampRequest): Buffer {
  const algorithm = der(TAG.sequence, derOid(SHA256_OID), der(0x05));
  const imprint = der(TAG.sequence, algorithm, der(TAG.octets, hash));
  const version = derInteger(Buffer.of(1));
  const wanted = policy === undefined ? [] : [derOid(policy)];
  return der(TAG.sequence, version, imprint, ...wanted, derInteger(nonce), derTrue);
}
