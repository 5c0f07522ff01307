import { decodeRow, type OutboundEvent } from '@plumbline/core';
import { createFifo } from './fifo.ts';
import { type Held, hold, unpack } from './packed.ts';
import type { RowPacker } from './row-packer.ts';
import type { SealedBatch } from './sealed-batch.ts';

export interface QueueOptions {
  readonly maxQueued: number;
  readonly maxQueuedBytes: number;
  readonly maxBatch: number;
  readonly makeId: () => string;
  readonly packRows: RowPacker;
  /** Told of each sealed batch, in order. */
  readonly onSeal: (batch: SealedBatch) => void;
  /** Told that a batch was taken from mirrors that did not take it in time. */
  readonly onEvict: () => void;
}

/** The one bounded queue. What it counts as held is in memory for the source, or for a mirror that still waits for it. */
export interface Queue {
  /** Events in memory, within the bound. */
  held(): number;
  /** Events that wait for their batch. */
  open(): number;
  /** False when there is no room, even after taking from mirrors what the source already has. */
  push(event: OutboundEvent, bytes: number): boolean;
  seal(): void;
  /** Takes out what waits for its batch. */
  drain(): readonly OutboundEvent[];
  /** The source is done with the batch, and only mirrors need it from here on. */
  yield(batch: SealedBatch): void;
  /** Nobody needs the batch. */
  release(batch: SealedBatch): void;
}

/** Bytes that wait from which further events are packed: some ten batches, so not while a destination keeps up. */
const PACKED_FROM = 4 * 1_048_576;
/** Events that are packed at once: so few that hardly one is alive when the young generation is collected, which grows by what is. */
const PACKED_AT_ONCE = 64;

/** Rows are made for each attempt and not kept: memory holds the events alone. */
const loose = (events: readonly OutboundEvent[], packRows: RowPacker): Held => ({
  events,
  get rows() {
    const pieces = packRows(events);
    return pieces && unpack(pieces);
  },
  get pieces() {
    return packRows(events);
  },
});

/** Makes the queue of one client. Every call is constant in the number of queued events. */
export function createQueue(options: QueueOptions): Queue {
  const { maxQueued, maxQueuedBytes, maxBatch, makeId, packRows, onSeal, onEvict } = options;
  let members: OutboundEvent[] = [];
  // Those of the same batch that came before them.
  let packed: Uint8Array[] = [];
  let packedSize = 0;
  let packable = true;
  let memberBytes = 0;
  let held = 0;
  let heldBytes = 0;
  // Batches that the source is done with, oldest first: the only ones that may be taken away.
  const yielded = createFifo<SealedBatch>();
  const hasRoom = (bytes: number): boolean => held < maxQueued && heldBytes + bytes <= maxQueuedBytes;
  const forget = (batch: SealedBatch): void => {
    held -= batch.size;
    heldBytes -= batch.bytes;
  };
  const evictOldest = (): boolean => {
    const batch = yielded.shift();
    if (batch === undefined) return false;
    if (batch.holders === 0) return true;
    batch.evicted = true;
    forget(batch);
    onEvict();
    return true;
  };
  const unpacked = (): OutboundEvent[] => unpack(packed).map((row) => decodeRow(row) as OutboundEvent);
  const clear = (): void => {
    members = [];
    packed = [];
    packedSize = 0;
    packable = true;
    memberBytes = 0;
  };
  const packMembers = (): void => {
    const pieces = packRows(members);
    if (pieces) {
      packed.push(...pieces);
      packedSize += members.length;
      members = [];
      return;
    }
    // One of them is no row: the whole batch stays what it was.
    members = [...unpacked(), ...members];
    packed = [];
    packedSize = 0;
    packable = false;
  };
  const mayPack = (): boolean => packable && heldBytes - memberBytes >= PACKED_FROM;
  const seal = (): void => {
    const size = packedSize + members.length;
    if (size === 0) return;
    if (members.length > 0 && (packedSize > 0 || mayPack())) packMembers();
    const batch: SealedBatch = Object.assign(packedSize > 0 ? hold(packed) : loose(members, packRows), {
      id: makeId(),
      size,
      bytes: memberBytes,
      holders: 0,
      evicted: false,
    });
    clear();
    onSeal(batch);
  };
  return {
    held: () => held,
    open: () => packedSize + members.length,
    push(event, bytes) {
      while (!hasRoom(bytes)) if (!evictOldest()) return false;
      members.push(event);
      memberBytes += bytes;
      held += 1;
      heldBytes += bytes;
      if (packedSize + members.length >= maxBatch) seal();
      else if (members.length >= PACKED_AT_ONCE && mayPack()) packMembers();
      return true;
    },
    seal,
    drain() {
      const drained = [...unpacked(), ...members];
      held -= drained.length;
      heldBytes -= memberBytes;
      clear();
      return drained;
    },
    yield: (batch) => yielded.push(batch),
    release(batch) {
      if (!batch.evicted) forget(batch);
      while (yielded.peek()?.holders === 0) yielded.shift();
    },
  };
}
