import { createHash, timingSafeEqual, verify } from 'node:crypto';
import { checkChain } from './certificate-chain.ts';
import { type DerNode, oidOf, reader, stampFault, TAG } from './der.ts';
import { parseToken, type SignedToken, STAMPED } from './signed-token.ts';
import { readCertificate, readCertificates, type StampCertificate } from './stamp-certificate.ts';
import { SHA256_OID } from './time-stamp-request.ts';

export interface VerifyTimestampOptions {
  /** PEM texts or DER of the authorities that are trusted: those of the chain that come with the token prove nothing. */
  readonly certificates: readonly (string | Uint8Array)[];
}

/** What a verified time stamp says. */
export interface VerifiedTimestamp {
  /**
   * ISO 8601 in UTC with milliseconds. What was stamped existed then; nothing follows for the time before, whatever the
   * stamped header says in `sealed_at`: whoever has the sealing key can have a history stamped that was written today.
   */
  readonly genTime: string;
  /** Dotted OID. */
  readonly policy: string;
  /** Of the stamp, hexadecimal. */
  readonly serial: string;
  /** Subject of the certificate that signed it. */
  readonly authority: string;
}

const DIGESTS: Readonly<Record<string, string>> = {
  [SHA256_OID]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const RSA = '1.2.840.113549.1.1.1';
/** Hash of each signature algorithm and the kind of key it is made with; null for those that hash by themselves. */
const SIGNATURES: Readonly<Record<string, readonly [string | null, string]>> = {
  '1.2.840.113549.1.1.11': ['sha256', 'rsa'],
  '1.2.840.113549.1.1.12': ['sha384', 'rsa'],
  '1.2.840.113549.1.1.13': ['sha512', 'rsa'],
  '1.2.840.10045.4.3.2': ['sha256', 'ec'],
  '1.2.840.10045.4.3.3': ['sha384', 'ec'],
  '1.2.840.10045.4.3.4': ['sha512', 'ec'],
  '1.3.101.112': [null, 'ed25519'],
};

const digestName = (oid: string): string => DIGESTS[oid] ?? stampFault('its hash algorithm is not SHA-2');
const digest = (name: string, bytes: Uint8Array): Buffer => createHash(name).update(bytes).digest();
const equal = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

function attribute({ signer }: SignedToken, oid: string, tag: number, what: string): DerNode {
  const value = signer.attributes.get(oid) ?? stampFault(`${what} is missing`);
  return value.tag === tag ? value : stampFault(`${what} is of another kind`);
}

function checkContent(token: SignedToken): void {
  if (oidOf(attribute(token, CONTENT_TYPE, TAG.oid, 'the content type')) !== STAMPED) {
    stampFault('what is signed is no time stamp');
  }
  const { content } = attribute(token, MESSAGE_DIGEST, TAG.octets, 'the digest');
  if (!equal(content, digest(digestName(token.signer.digest), token.content))) stampFault('its digest differs');
}

function signingCertificate(
  { signer, certificates }: SignedToken,
  trusted: readonly StampCertificate[],
): StampCertificate {
  const known = [...certificates.map(readCertificate), ...trusted];
  const { id } = signer;
  const found = known.find((one) =>
    'key' in id ? one.key?.equals(id.key) : one.issuer.equals(id.issuer) && one.serial.equals(id.serial),
  );
  return found ?? stampFault('the certificate of its signer is neither in the token nor in `certificates`');
}

/** RFC 5035: without it, a signature could be passed off as one under another certificate for the same key. */
function checkBinding({ signer }: SignedToken, { x509 }: StampCertificate): void {
  const first = (node: DerNode): DerNode => {
    const list = reader(reader(node).take(TAG.sequence, 'the signing certificate'));
    return list.take(TAG.sequence, 'the signing certificate');
  };
  const v2 = signer.attributes.get(SIGNING_CERTIFICATE_V2);
  const v1 = signer.attributes.get(SIGNING_CERTIFICATE);
  if (!v1 && !v2) stampFault('the signing certificate is missing');
  for (const [node, fallback] of [[v2, 'sha256'] as const, [v1, 'sha1'] as const]) {
    if (!node) continue;
    const id = reader(first(node));
    const algorithm = node === v2 ? id.optional(TAG.sequence) : undefined;
    const name = algorithm ? digestName(oidOf(reader(algorithm).take(TAG.oid, 'an algorithm'))) : fallback;
    const { content } = id.take(TAG.octets, 'the hash of the signing certificate');
    if (!equal(content, digest(name, x509.raw))) stampFault('it was signed under another certificate');
  }
}

function checkSignature({ signer }: SignedToken, { x509 }: StampCertificate): void {
  const [hash, kind] =
    signer.algorithm === RSA ? [digestName(signer.digest), 'rsa'] : (SIGNATURES[signer.algorithm] ?? []);
  if (hash === undefined) stampFault('its signature algorithm is not supported');
  const { publicKey } = x509;
  if (publicKey.asymmetricKeyType !== kind) stampFault('its signature is of another kind than its key');
  if (!verify(hash, signer.signed, publicKey, signer.signature)) stampFault('its signature is wrong');
}

/** RFC 3161, section 2.3: the key must be for time stamps and nothing else, and say so in a way that none may ignore. */
function checkPurpose({ purposes }: StampCertificate): void {
  const { critical = false, oids = [] } = purposes ?? {};
  if (oids.length === 1 && oids[0] === TIME_STAMPING && critical) return;
  stampFault('the certificate of its signer is not one for time stamps alone (critical extendedKeyUsage timeStamping)');
}

/**
 * Verifies a time-stamp token (RFC 3161, CMS of RFC 5652) without the network: that a trusted authority signed this hash,
 * and when. Revocation is not looked up. Throws PLB_AUDIT_ANCHOR with the reason.
 */
export function verifyTimestamp(receipt: string, hash: string, options: VerifyTimestampOptions): VerifiedTimestamp {
  const trusted = readCertificates(options.certificates);
  const bytes = Buffer.from(receipt, 'base64');
  if (bytes.toString('base64') !== receipt) stampFault('the receipt is not base64');
  const token = parseToken(bytes);
  if (token.info.hash !== hash) stampFault('it is about another hash');
  const leaf = signingCertificate(token, trusted);
  checkContent(token);
  checkBinding(token, leaf);
  checkSignature(token, leaf);
  checkPurpose(leaf);
  const time = Date.parse(token.info.genTime);
  checkChain({ leaf, others: token.certificates.map(readCertificate), trusted, time });
  const { genTime, policy, serial } = token.info;
  return { genTime, policy, serial, authority: leaf.x509.subject.replaceAll('\n', ', ') };
}
