import { type DerNode, integerOf, oidOf, reader, readDer, smallOf, stampFault, TAG } from './der.ts';
import { SHA256_OID } from './time-stamp-request.ts';

/** What an authority stamped: a TSTInfo (RFC 3161, section 2.4.2). */
export interface TimeStampInfo {
  /** SHA-256 as 64 lower-case hexadecimal digits. */
  readonly hash: string;
  /** When it was stamped, ISO 8601 in UTC with milliseconds. */
  readonly genTime: string;
  /** Dotted OID. */
  readonly policy: string;
  /** Of the stamp, hexadecimal. */
  readonly serial: string;
  /** Hexadecimal, without leading zeros; undefined where the request had none. */
  readonly nonce: string | undefined;
}

/** RFC 3161 allows a fraction that does not end in a zero, and only UTC. */
const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/;

/** A GeneralizedTime as ISO 8601; parts of a millisecond are cut off. */
function timeOf(node: DerNode): string {
  const [, year, month, day, hour, minute, second, part = ''] = TIME.exec(node.content.toString('latin1')) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${part.slice(0, 3).padEnd(3, '0')}Z`;
  // A round trip, because `Date` takes the 31st of February for the 3rd of March.
  if (Number.isNaN(Date.parse(iso)) || new Date(iso).toISOString() !== iso) return stampFault('its time is none');
  return iso;
}

function imprintOf(node: DerNode): string {
  const imprint = reader(node);
  const algorithm = reader(imprint.take(TAG.sequence, 'the hash algorithm'));
  if (oidOf(algorithm.take(TAG.oid, 'the hash algorithm')) !== SHA256_OID) stampFault('its imprint is not SHA-256');
  algorithm.optional(0x05);
  algorithm.end('the hash algorithm');
  const { content } = imprint.take(TAG.octets, 'the imprint');
  imprint.end('the imprint');
  return content.length === 32 ? content.toString('hex') : stampFault('its imprint is not 32 bytes long');
}

/** A number as hexadecimal digits that can be compared. */
export const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^0+(?=.)/, '');

/** Reads the DER of a TSTInfo. Throws PLB_AUDIT_ANCHOR. */
export function parseInfo(bytes: Buffer): TimeStampInfo {
  const root = readDer(bytes);
  if (root.tag !== TAG.sequence) stampFault('what was stamped is of another kind');
  const info = reader(root);
  if (smallOf(info.take(TAG.integer, 'its version')) !== 1) stampFault('its version is not 1');
  const policy = oidOf(info.take(TAG.oid, 'its policy'));
  const hash = imprintOf(info.take(TAG.sequence, 'the imprint'));
  const serial = integerOf(info.take(TAG.integer, 'its serial number')).toString('hex');
  const genTime = timeOf(info.take(TAG.time, 'its time'));
  info.optional(TAG.sequence); // accuracy
  info.optional(TAG.boolean); // ordering
  const nonce = info.optional(TAG.integer);
  info.optional(0xa0); // name of the authority; the certificate says it too
  info.optional(0xa1); // extensions
  info.end('what was stamped');
  return { hash, genTime, policy, serial, nonce: nonce && hexOf(integerOf(nonce)) };
}
