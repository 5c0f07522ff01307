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

const HEX = '([0-9a-f]{64})';
const KEY = '([0-9a-f]{16})';
const NUMBER = '(0|[1-9][0-9]{0,15})';
const HEADER = new RegExp(
  [
    `^${SEAL_FORMAT}`,
    'trail ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})',
    `seal ${NUMBER}`,
    'sealed_at (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)',
    `records ${NUMBER}`,
    `root ${HEX}`,
    `ids ${HEX}`,
    `previous ${HEX}`,
    `key ${KEY}`,
    `(?:next_key ${KEY} ([A-Za-z0-9_-]{43})\n)?(?:statement ${HEX}\n)?$`,
  ].join('\n'),
);

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

function read(text: string): SealHeader | undefined {
  const match = HEADER.exec(text);
  if (!match) return undefined;
  const [, trail = '', no, at = '', records, root = '', ids = '', previous = '', key = '', id, raw, statement] = match;
  return {
    trail,
    no: Number(no),
    sealedAt: Date.parse(at),
    records: Number(records),
    root,
    ids,
    previous,
    key,
    ...(id !== undefined && { nextKey: { id, raw: Buffer.from(raw ?? '', 'base64url') } }),
    ...(statement !== undefined && { statement }),
  };
}

function faultOf(header: SealHeader | undefined, text: string): string | undefined {
  if (!header) return 'its lines are not those of version 1';
  if (header.no < 1 || !Number.isSafeInteger(header.no)) return 'its number is not one from 1';
  if (!Number.isSafeInteger(header.records)) return 'its number of records is too large';
  if (header.no === 1 && header.previous !== NO_PREVIOUS) return 'it is the first and names one before';
  const { nextKey } = header;
  if (nextKey && (nextKey.raw.length !== KEY_BYTES || keyIdOfRaw(nextKey.raw) !== nextKey.id))
    return 'the next key is not the one of its ID';
  // Only one text says the same, so nobody can hold two headers for one seal: 30 February, or bits behind the key's end.
  return write(header) === text ? undefined : 'it holds a value that does not exist';
}

/**
 * The header of a seal as text: UTF-8, each line ended by LF. Throws PLB_AUDIT_SEAL for values that no header can hold.
 */
export function sealHeader(header: SealHeader): string {
  const text = write(header);
  const fault = faultOf(read(text), text);
  if (fault !== undefined) throw new PlumblineError('PLB_AUDIT_SEAL', `the header of seal ${header.no}: ${fault}`);
  return text;
}

/**
 * Reads a seal's header, which has to be what {@link sealHeader} would have written, byte for byte. Throws
 * PLB_AUDIT_EVIDENCE.
 */
export function parseSealHeader(text: string): SealHeader {
  const header = read(text);
  const fault = faultOf(header, text);
  if (header === undefined || fault !== undefined)
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', `a seal's header cannot be read: ${fault ?? 'it is empty'}`);
  return header;
}

/** What the next seal names as `previous`, and what anchors name: the SHA-256 of a header, 64 hexadecimal digits. */
export const sealHash = (header: string): string => hash('sha256', header, 'hex');
