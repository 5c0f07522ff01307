import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@plumbline/core';
import type { RefusalCode } from './answer.ts';
import { type BodyRoom, SEAT_BYTES } from './body-room.ts';

/** A body within the bounds, or why there is none. */
export type BodyResult =
  | {
      readonly ok: true;
      /** What JSON says it is; undefined where it is no JSON. */
      readonly value: unknown;
      /** To be called when the answer is made: until then the body takes its room. */
      readonly leave: () => void;
    }
  | { readonly ok: false; readonly code: Extract<RefusalCode, 'malformed' | 'too_large' | 'unavailable'> };

export interface BodyLimits {
  readonly maxBytes: number;
  /** Milliseconds for the whole body, however fast its parts come. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly room: BodyRoom;
}

/**
 * Pieces in which a body may come: the largest one comes in fifty packets. A body that is sent in chunks of a byte costs as
 * much to read as a thousand others.
 */
const MAX_PIECES = 1_000;

const TOO_LARGE: BodyResult = { ok: false, code: 'too_large' };
const UNREADABLE: BodyResult = { ok: false, code: 'malformed' };
const BUSY: BodyResult = { ok: false, code: 'unavailable' };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** One body on its way. Only the first of what ends it counts. */
interface OpenBody {
  /** Takes its seat. To be called once, before anything else, by somebody who may be told at once that there is no room. */
  readonly begin: () => void;
  readonly add: (chunk: Uint8Array) => void;
  readonly end: () => void;
  readonly fail: () => void;
}

/**
 * Takes a body piece by piece into one piece of memory: a sender may cut it into bytes, and a buffer for each would hold a
 * hundred times as much. It ends with its limit, its time, or when others need its room.
 */
function openBody(limits: BodyLimits, done: (result: BodyResult) => void): OpenBody {
  const { maxBytes, timeoutMs, clock, room } = limits;
  let held = Buffer.alloc(0);
  let used = 0;
  let pieces = 0;
  let isOpen = true;
  const finish = (result: BodyResult): void => {
    if (!isOpen) return;
    isOpen = false;
    timer.cancel();
    if (!result.ok) seat.leave();
    held = Buffer.alloc(0);
    done(result);
  };
  const timer = clock.after(timeoutMs, () => finish(UNREADABLE));
  const seat = room.enter(() => finish(BUSY));
  const grow = (wanted: number): void => {
    const grown = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(wanted, held.length * 2)));
    held.copy(grown, 0, 0, used);
    held = grown;
    seat.hold(SEAT_BYTES + held.length);
  };
  return {
    begin: () => seat.hold(SEAT_BYTES),
    add(chunk) {
      if (!isOpen) return;
      const wanted = used + chunk.byteLength;
      pieces += 1;
      if (wanted > maxBytes) return finish(TOO_LARGE);
      if (pieces > MAX_PIECES) return finish(UNREADABLE);
      if (wanted > held.length) grow(wanted);
      // To grow may have been too much for the room.
      if (!isOpen) return;
      held.set(chunk, used);
      used = wanted;
    },
    end() {
      const bytes = held.subarray(0, used);
      // Invalid UTF-8 is not repaired: a repaired string is not what was sent.
      if (!isOpen || !isUtf8(bytes)) return finish(UNREADABLE);
      seat.settle();
      finish({ ok: true, value: parseJson(bytes.toString()), leave: () => seat.leave() });
    },
    fail: () => finish(UNREADABLE),
  };
}

/** Reads the body of a `Request`. One that is given up is cancelled. It never rejects. */
export function readWebBody(stream: ReadableStream<Uint8Array> | null, limits: BodyLimits): Promise<BodyResult> {
  if (stream === null) return Promise.resolve(UNREADABLE);
  return new Promise((resolve) => {
    const reader = stream.getReader();
    let isOver = false;
    const body = openBody(limits, (result) => {
      isOver = true;
      if (!result.ok) reader.cancel().catch(() => undefined);
      resolve(result);
    });
    body.begin();
    // Each step begins the next and does not wait for it: a chain of promises would grow with every piece.
    const step = ({ done, value }: Awaited<ReturnType<typeof reader.read>>): void => {
      if (done) return body.end();
      body.add(value);
      if (!isOver) pump();
    };
    const pump = (): void => void reader.read().then(step, body.fail);
    pump();
  });
}

/** Reads the body of a request of node:http. It never rejects. */
export function readNodeBody(request: IncomingMessage, limits: BodyLimits): Promise<BodyResult> {
  if (request.destroyed || request.readableEnded) return Promise.resolve(UNREADABLE);
  return new Promise((resolve) => {
    const body = openBody(limits, (result) => {
      request.off('data', body.add).off('end', body.end).off('close', body.fail);
      // The connection ends with the answer. What comes until then is let go: a request that stands still would hold it.
      if (!result.ok) request.resume();
      resolve(result);
    });
    // Whoever goes away later must not throw; this listener stays.
    request.on('error', body.fail);
    request.on('data', body.add).on('end', body.end).on('close', body.fail);
    body.begin();
  });
}

/** A body that a framework has read: text, bytes, or what JSON says it is. */
export function readHandedBody(given: unknown, limits: BodyLimits): BodyResult {
  let result: BodyResult = UNREADABLE;
  const body = openBody(limits, (made) => {
    result = made;
  });
  try {
    body.begin();
    if (given instanceof Uint8Array) body.add(given);
    else body.add(Buffer.from(typeof given === 'string' ? given : JSON.stringify(given)));
    body.end();
  } catch {
    body.fail();
  }
  return result;
}
