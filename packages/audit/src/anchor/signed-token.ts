import { type DerNode, inner, membersOf, oidOf, reader, readDer, smallOf, stampFault, TAG } from './der.ts';
import { parseInfo, type TimeStampInfo } from './time-stamp-info.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
/** id-ct-TSTInfo. */
export const STAMPED = '1.2.840.113549.1.9.16.1.4';

/** The signature of a token and what it is about (CMS SignerInfo, RFC 5652, section 5.3). */
export interface TokenSigner {
  /** SubjectKeyIdentifier, or issuer and serial number as they stand in the certificate. */
  readonly id: { readonly key: Buffer } | { readonly issuer: Buffer; readonly serial: Buffer };
  /** OID of the hash over the content. */
  readonly digest: string;
  /** Values of the signed attributes by OID. */
  readonly attributes: ReadonlyMap<string, DerNode>;
  /** What is signed: the attributes as a SET (RFC 5652, section 5.4). */
  readonly signed: Buffer;
  readonly algorithm: string;
  readonly signature: Buffer;
}

/** A TimeStampToken, read but not verified. */
export interface SignedToken {
  /** The whole token in DER: the receipt. */
  readonly bytes: Buffer;
  readonly info: TimeStampInfo;
  /** What the digest is over. */
  readonly content: Buffer;
  /** DER of the certificates that came with it. */
  readonly certificates: readonly Buffer[];
  readonly signer: TokenSigner;
}

/** Enough for every chain. */
const MAX_CERTIFICATES = 20;

const algorithmOf = (node: DerNode): string => oidOf(reader(node).take(TAG.oid, 'an algorithm'));

function attributesOf(node: DerNode): ReadonlyMap<string, DerNode> {
  const found = new Map<string, DerNode>();
  for (const member of membersOf(node)) {
    const attribute = reader(member);
    const type = oidOf(attribute.take(TAG.oid, 'an attribute'));
    if (found.has(type)) stampFault('an attribute stands there twice');
    const [value, ...more] = membersOf(attribute.take(TAG.set, 'an attribute'));
    if (value === undefined || more.length > 0) return stampFault('an attribute does not have one value');
    attribute.end('an attribute');
    found.set(type, value);
  }
  return found;
}

function signerId(node: DerNode): TokenSigner['id'] {
  if (node.tag === 0x80) return { key: node.content };
  if (node.tag !== TAG.sequence) stampFault('its signer is of another kind');
  const id = reader(node);
  const issuer = id.take(TAG.sequence, 'the issuer').bytes;
  const serial = id.take(TAG.integer, 'the serial number').content;
  id.end('the signer');
  return { issuer, serial };
}

function signerOf(node: DerNode): TokenSigner {
  const signer = reader(node);
  const version = smallOf(signer.take(TAG.integer, 'the version of the signer'));
  const id = signerId(signer.any('the signer'));
  if (version !== ('key' in id ? 3 : 1)) stampFault('the version of the signer is another');
  const digest = algorithmOf(signer.take(TAG.sequence, 'the hash algorithm'));
  const attributes = signer.take(0xa0, 'what is signed');
  const algorithm = algorithmOf(signer.take(TAG.sequence, 'the signature algorithm'));
  const signature = signer.take(TAG.octets, 'the signature').content;
  signer.optional(0xa1);
  signer.end('the signer');
  // The attributes are signed as a SET, and sent under the tag [0].
  const signed = Buffer.concat([Buffer.of(TAG.set), attributes.bytes.subarray(1)]);
  return { id, digest, attributes: attributesOf(attributes), signed, algorithm, signature };
}

function contentOf(node: DerNode): Buffer {
  const wrapped = reader(node);
  if (oidOf(wrapped.take(TAG.oid, 'its content')) !== STAMPED) stampFault('what is signed is no time stamp');
  const { content } = inner(wrapped.take(0xa0, 'its content'), TAG.octets, 'its content');
  wrapped.end('its content');
  return content;
}

function certificatesOf(node: DerNode | undefined): Buffer[] {
  const found = node ? membersOf(node).filter((member) => member.tag === TAG.sequence) : [];
  return found.length > MAX_CERTIFICATES ? stampFault('it has too many certificates') : found.map(({ bytes }) => bytes);
}

/** Reads a TimeStampToken: CMS SignedData with one signer. Throws PLB_AUDIT_ANCHOR; no signature is verified. */
export function parseToken(bytes: Buffer): SignedToken {
  const root = readDer(bytes);
  if (root.tag !== TAG.sequence) stampFault('the token is of another kind');
  const wrapper = reader(root);
  if (oidOf(wrapper.take(TAG.oid, 'the token')) !== SIGNED_DATA) stampFault('the token is not signed');
  const data = reader(inner(wrapper.take(0xa0, 'the token'), TAG.sequence, 'the token'));
  wrapper.end('the token');
  // RFC 5652, section 5.1: 3 where the content is not plain data.
  if (smallOf(data.take(TAG.integer, 'the version of the token')) !== 3)
    stampFault('the version of the token is not 3');
  data.take(TAG.set, 'the hash algorithms');
  const content = contentOf(data.take(TAG.sequence, 'its content'));
  const certificates = certificatesOf(data.optional(0xa0));
  data.optional(0xa1); // revocation lists
  const [signer, ...more] = membersOf(data.take(TAG.set, 'the signer'));
  data.end('the token');
  if (signer === undefined || more.length > 0) return stampFault('it does not have one signer');
  return { bytes, info: parseInfo(content), content, certificates, signer: signerOf(signer) };
}
