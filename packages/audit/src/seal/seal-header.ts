import { hash } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';

/** The first line of every seal's header. */
export const SEAL_FORMAT = 'plumbline-audit-seal v1';

/** What stands as `previous` in seal 1. */
export const NO_PREVIOUS: string = '0'.repeat(64);

/** What the lines of a seal's header say. */
export interface SealHeader {
  /** ID of the trail, a lower-case UUID. */
  readonly trail: string;
  /** Number of the seal, from 1. */
  readonly no: number;
  /** By the sealer's clock, milliseconds since the epoch. */
  readonly sealedAt: number;
  /** Records under this seal; 0 where it only makes a statement. */
  readonly records: number;
  /** Root over the records' leaves (RFC 9162, section 2.1.1), 64 hexadecimal digits like every hash here. */
  readonly root: string;
  /** SHA-256 over the 16 bytes of each ID, one behind the other. */
  readonly ids: string;
  /** SHA-256 of the header of the seal before; 64 zeros for seal 1. */
  readonly previous: string;
  /** ID of the key that signs this header. */
  readonly key: string;
  /** The key that signs every seal after this one, where it is another. */
  readonly nextKey?: HeaderKey;
  /** SHA-256 of the seal's statement, where it makes one. */
  readonly statement?: string;
}

/** A key that a header introduces. */
export interface HeaderKey {
  readonly id: string;
  /** 32 bytes of Ed25519 (RFC 8032). */
  readonly raw: Uint8Array;
}

const HASH = /^[0-9a-f]{64}$/;
const KEY_ID = /^[0-9a-f]{16}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The end of the year 9999: years have four digits. */
const LAST_MS = 253_402_300_799_999;
const KEY_BYTES = 32;
const ID_DIGITS = 16;

/** ID of a key: the first 16 hexadecimal digits of the SHA-256 over its 32 raw bytes. */
export const keyIdOfRaw = (raw: Uint8Array): string => hash('sha256', raw, 'hex').slice(0, ID_DIGITS);

const isoOf = (ms: number): string => {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? 'invalid' : date.toISOString();
};

function write(header: SealHeader): string {
  const { nextKey, statement } = header;
  const lines = [
    SEAL_FORMAT,
    `trail ${header.trail}`,
    `seal ${header.no}`,
    `sealed_at ${isoOf(header.sealedAt)}`,
    `records ${header.records}`,
    `root ${header.root}`,
    `ids ${header.ids}`,
    `previous ${header.previous}`,
    `key ${header.key}`,
    ...(nextKey ? [`next_key ${nextKey.id} ${Buffer.from(nextKey.raw).toString('base64url')}`] : []),
    ...(statement === undefined ? [] : [`statement ${statement}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The fields of a text that may be a header. Order, form and repetitions are judged by writing it again. */
function read(text: string): SealHeader {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const end = line.indexOf(' ');
    fields.set(line.slice(0, end), line.slice(end + 1));
  }
  const field = (name: string): string => fields.get(name) ?? '';
  const [id = '', raw = ''] = field('next_key').split(' ');
  return {
    trail: field('trail'),
    no: Number(field('seal')),
    sealedAt: Date.parse(field('sealed_at')),
    records: Number(field('records')),
    root: field('root'),
    ids: field('ids'),
    previous: field('previous'),
    key: field('key'),
    ...(fields.has('next_key') && { nextKey: { id, raw: Buffer.from(raw, 'base64url') } }),
    ...(fields.has('statement') && { statement: field('statement') }),
  };
}

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;

function faultOf(text: string): string | undefined {
  const header = read(text);
  const { ids, key, nextKey, no, previous, records, root, statement, trail } = header;
  if (!text.startsWith(`${SEAL_FORMAT}\n`)) return 'its first line is not the one of version 1';
  if (!UUID.test(trail)) return 'its trail is no UUID';
  if (!isWithin(no, 1, Number.MAX_SAFE_INTEGER)) return 'its number is not one from 1';
  if (!isWithin(header.sealedAt, 0, LAST_MS)) return 'its time is none from 1970 to 9999';
  if (!isWithin(records, 0, Number.MAX_SAFE_INTEGER)) return 'its number of records is none';
  if (![root, ids, previous, statement ?? root].every((hash) => HASH.test(hash))) return 'a hash is none';
  if (!KEY_ID.test(key)) return 'the ID of its key is none';
  if (no === 1 && previous !== NO_PREVIOUS) return 'it is the first and names one before';
  if (nextKey && (nextKey.raw.length !== KEY_BYTES || keyIdOfRaw(nextKey.raw) !== nextKey.id))
    return 'the next key is not the one of its ID';
  // Only one text says the same, so nobody can hold two headers for one seal: lines in another order, 30 February, or bits
  // behind the end of the key.
  return write(header) === text ? undefined : 'its lines are not those that it would be written with';
}

/**
 * The header of a seal as text: UTF-8, each line ended by LF. Throws PLB_AUDIT_SEAL for values that no header can hold.
 */
export function sealHeader(header: SealHeader): string {
  const text = write(header);
  const fault = faultOf(text);
  if (fault !== undefined) throw new PlumblineError('PLB_AUDIT_SEAL', `the header of seal ${header.no}: ${fault}`);
  return text;
}

/**
 * Reads a seal's header, which has to be what {@link sealHeader} would have written, byte for byte. Throws
 * PLB_AUDIT_EVIDENCE.
 */
export function parseSealHeader(text: string): SealHeader {
  const fault = faultOf(text);
  if (fault !== undefined) throw new PlumblineError('PLB_AUDIT_EVIDENCE', `a seal's header cannot be read: ${fault}`);
  return read(text);
}

/** What the next seal names as `previous`, and what anchors name: the SHA-256 of a header, 64 hexadecimal digits. */
export const sealHash = (header: string): string => hash('sha256', header, 'hex');
