import { type Clock, wait } from '@plumbline/core';

/** A body within the bounds, or why there is none. */
export type BodyResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly status: 400 | 413 };

export interface BodyLimits {
  readonly maxBytes: number;
  /** Milliseconds for the whole body, however fast its parts come. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

const TOO_LARGE: BodyResult = { ok: false, status: 413 };
const UNREADABLE: BodyResult = { ok: false, status: 400 };

/** Reads a body piece by piece, never holding more than the limit, and gives up on one that drips. It never rejects. */
export async function readBody(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limits: BodyLimits,
): Promise<BodyResult> {
  const { maxBytes, timeoutMs, clock } = limits;
  const abort = new AbortController();
  const late = wait(clock, timeoutMs, { signal: abort.signal }).then((): BodyResult => UNREADABLE);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const read = async (): Promise<BodyResult> => {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) return TOO_LARGE;
      chunks.push(chunk);
    }
    // Invalid UTF-8 is not repaired: a repaired string is not what was sent.
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) };
  };
  try {
    return await Promise.race([read().catch(() => UNREADABLE), late]);
  } finally {
    abort.abort();
  }
}
