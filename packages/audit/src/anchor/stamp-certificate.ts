import { X509Certificate } from 'node:crypto';
import { booleanOf, inner, membersOf, oidOf, reader, readDer, smallOf, stampFault, TAG } from './der.ts';

/** A certificate, and those of its parts that node:crypto does not tell. */
export interface StampCertificate {
  readonly x509: X509Certificate;
  /** DER of the issuer's name and content of the serial number, as tokens name a signer. */
  readonly issuer: Buffer;
  readonly serial: Buffer;
  /** SubjectKeyIdentifier; undefined where it has none. */
  readonly key: Buffer | undefined;
  /** Purposes, where the certificate is limited to some. */
  readonly purposes: { readonly critical: boolean; readonly oids: readonly string[] } | undefined;
  /** How many more authorities may stand between this one and a signer; undefined for no limit. */
  readonly pathLength: number | undefined;
}

interface Extension {
  readonly critical: boolean;
  readonly value: Buffer;
}

const KEY_ID = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const ALTERNATIVE_NAME = '2.5.29.17';
const CONSTRAINTS = '2.5.29.19';
const POLICIES = '2.5.29.32';
const PURPOSES = '2.5.29.37';
/** A certificate with another critical one must be refused (RFC 5280, section 4.2). */
const UNDERSTOOD: ReadonlySet<string> = new Set([KEY_ID, KEY_USAGE, ALTERNATIVE_NAME, CONSTRAINTS, POLICIES, PURPOSES]);

function extensionsOf(certificate: ReturnType<typeof reader>): ReadonlyMap<string, Extension> {
  const found = new Map<string, Extension>();
  certificate.optional(0x81);
  certificate.optional(0x82);
  const list = certificate.optional(0xa3);
  certificate.end('a certificate');
  for (const member of list ? membersOf(inner(list, TAG.sequence, 'an extension')) : []) {
    const extension = reader(member);
    const oid = oidOf(extension.take(TAG.oid, 'an extension'));
    const flag = extension.optional(TAG.boolean);
    const value = extension.take(TAG.octets, 'an extension').content;
    const critical = flag !== undefined && booleanOf(flag);
    if (found.has(oid)) stampFault('an extension of a certificate stands there twice');
    if (critical && !UNDERSTOOD.has(oid)) stampFault('a certificate has a critical extension that is not understood');
    found.set(oid, { critical, value });
  }
  return found;
}

function pathLengthOf(extension: Extension | undefined): number | undefined {
  if (!extension) return undefined;
  const constraints = reader(readDer(extension.value));
  constraints.optional(TAG.boolean);
  const length = constraints.optional(TAG.integer);
  return length && smallOf(length);
}

function purposesOf(extension: Extension | undefined): StampCertificate['purposes'] {
  if (!extension) return undefined;
  return { critical: extension.critical, oids: membersOf(readDer(extension.value)).map(oidOf) };
}

function openX509(certificate: Buffer | string): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch {
    return stampFault('a certificate cannot be read');
  }
}

/** Reads a certificate from DER or PEM. Throws PLB_AUDIT_ANCHOR. */
export function readCertificate(certificate: Buffer | string): StampCertificate {
  const x509 = openX509(certificate);
  const tbs = reader(reader(readDer(x509.raw)).take(TAG.sequence, 'a certificate'));
  tbs.optional(0xa0);
  const serial = tbs.take(TAG.integer, 'the serial number').content;
  tbs.take(TAG.sequence, 'the signature algorithm');
  const issuer = tbs.take(TAG.sequence, 'the issuer').bytes;
  for (const part of ['the validity', 'the subject', 'the key']) tbs.take(TAG.sequence, part);
  const extensions = extensionsOf(tbs);
  const keyId = extensions.get(KEY_ID);
  return {
    x509,
    issuer,
    serial,
    key: keyId && readDer(keyId.value).content,
    purposes: purposesOf(extensions.get(PURPOSES)),
    pathLength: pathLengthOf(extensions.get(CONSTRAINTS)),
  };
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Every certificate of a PEM text, or the one of DER bytes. */
export function readCertificates(given: readonly (string | Uint8Array)[]): readonly StampCertificate[] {
  return given.flatMap((one) => {
    const text = typeof one === 'string' ? one : Buffer.from(one).toString('latin1');
    const blocks = text.match(PEM) ?? [];
    if (blocks.length > 0) return blocks.map(readCertificate);
    return typeof one === 'string'
      ? stampFault('`certificates` holds a text without one')
      : [readCertificate(Buffer.from(one))];
  });
}
