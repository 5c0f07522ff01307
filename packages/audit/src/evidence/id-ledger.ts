import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where an ID was seen. */
export const SEEN = { sealed: 1, waiting: 2, witnessed: 3, witnessedOpen: 4 } as const;
export type Seen = (typeof SEEN)[keyof typeof SEEN];

const ID_BYTES = 16;
const LEAF_BYTES = 32;
/** Kind, number of the seal, ID, leaf. */
const ENTRY = 1 + 6 + ID_BYTES + LEAF_BYTES;
const AT_ID = 7;
const AT_LEAF = AT_ID + ID_BYTES;
const BUCKETS = 256;
const BUFFER = ENTRY * 256;

/** All entries of one bucket, as they were added. */
export interface Bucket {
  readonly count: number;
  kind(index: number): Seen;
  seal(index: number): number;
  /** The 16 bytes as a string, for use as a key. */
  key(index: number): string;
  id(index: number): string;
  leaf(index: number): string;
}

/**
 * Every ID that a verification comes across, to find those that occur twice or on one side only, in whatever order they
 * come. Entries of 55 bytes go to 256 buckets by the last byte of the ID, which is random in a UUIDv7; a full buffer moves to
 * a temporary file of this process, readable by its owner alone. So memory holds 3.6 MB and one bucket at a time, which is
 * the 256th part of all.
 */
export interface IdLedger {
  add(kind: Seen, seal: number, id: string, leaf: string): void;
  /** The records of one seal. */
  addSealed(seal: number, ids: readonly string[], leaves: readonly string[]): void;
  buckets(): Generator<Bucket, void, undefined>;
  close(): void;
}

const dashed = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

function bucketOf(bytes: Buffer): Bucket {
  const at = (index: number): number => index * ENTRY;
  return {
    count: bytes.length / ENTRY,
    kind: (index) => bytes[at(index)] as Seen,
    seal: (index) => bytes.readUIntBE(at(index) + 1, 6),
    key: (index) => bytes.toString('latin1', at(index) + AT_ID, at(index) + AT_LEAF),
    id: (index) => dashed(bytes.toString('hex', at(index) + AT_ID, at(index) + AT_LEAF)),
    leaf: (index) => bytes.toString('hex', at(index) + AT_LEAF, at(index) + ENTRY),
  };
}

/** One private file that full buffers go to, made when the first is full. */
function createOverflow() {
  let folder: string | undefined;
  let fd = -1;
  let end = 0;
  return {
    write(bytes: Buffer): number {
      folder ??= mkdtempSync(path.join(tmpdir(), 'plumbline-audit-verify-'));
      if (fd < 0) fd = openSync(path.join(folder, 'ids'), 'wx+', 0o600);
      writeSync(fd, bytes, 0, bytes.length, end);
      end += bytes.length;
      return end - bytes.length;
    },
    read: (into: Buffer, at: number): number => readSync(fd, into, 0, into.length, at),
    close(): void {
      if (fd >= 0) closeSync(fd);
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      fd = -1;
      folder = undefined;
    },
  };
}

interface Slot {
  readonly buffer: Buffer;
  used: number;
  readonly moved: number[];
}

export function createIdLedger(): IdLedger {
  const overflow = createOverflow();
  const slots: (Slot | undefined)[] = Array.from({ length: BUCKETS });

  const whole = (slot: Slot): Buffer => {
    const bytes = Buffer.allocUnsafe(slot.moved.length * BUFFER + slot.used);
    for (const [index, at] of slot.moved.entries())
      overflow.read(bytes.subarray(index * BUFFER, (index + 1) * BUFFER), at);
    slot.buffer.copy(bytes, slot.moved.length * BUFFER, 0, slot.used);
    return bytes;
  };
  /** One entry; ID and leaf are the ones at `index`. */
  const put = (kind: Seen, seal: number, ids: Buffer, leaves: Buffer, index: number): void => {
    const number = ids[index * ID_BYTES + ID_BYTES - 1] ?? 0;
    const slot = (slots[number] ??= { buffer: Buffer.allocUnsafe(BUFFER), used: 0, moved: [] });
    const { buffer, used } = slot;
    buffer[used] = kind;
    buffer.writeUIntBE(seal, used + 1, 6);
    ids.copy(buffer, used + AT_ID, index * ID_BYTES, (index + 1) * ID_BYTES);
    leaves.copy(buffer, used + AT_LEAF, index * LEAF_BYTES, (index + 1) * LEAF_BYTES);
    slot.used += ENTRY;
    if (slot.used < BUFFER) return;
    slot.moved.push(overflow.write(buffer));
    slot.used = 0;
  };
  return {
    add(kind, seal, id, leaf) {
      // Anything else is no ID or no leaf, which the seal is blamed for already.
      if (id.length === 36 && leaf.length === 64) put(kind, seal, bytesOf([id]), bytesOf([leaf]), 0);
    },
    addSealed(seal, ids, leaves) {
      const idBytes = bytesOf(ids);
      const leafBytes = bytesOf(leaves);
      const isWhole = idBytes.length === ids.length * ID_BYTES && leafBytes.length === ids.length * LEAF_BYTES;
      for (const index of ids.keys()) {
        if (isWhole) put(SEEN.sealed, seal, idBytes, leafBytes, index);
        else this.add(SEEN.sealed, seal, ids[index] ?? '', leaves[index] ?? '');
      }
    },
    *buckets() {
      for (const slot of slots) if (slot) yield bucketOf(whole(slot));
    },
    close: () => overflow.close(),
  };
}

/** IDs or leaves as bytes, one behind the other; fewer bytes where one of them is none. */
const bytesOf = (texts: readonly string[]): Buffer => Buffer.from(texts.join('').replaceAll('-', ''), 'hex');
