import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Clock, type Counter, systemClock, type Timer } from '@plumbline/core';
import { runOutsideContext } from '@plumbline/core/context';
import { type LocalRoot, type TailDrop, weigh } from './tail-root.ts';

/** How much may wait for local roots to end. */
export interface TailBounds {
  readonly spansPerRoot: number;
  /** Local roots with children that wait. */
  readonly roots: number;
  /** Estimated bytes of all that waits. */
  readonly bytes: number;
  /** How long the children of one root wait at most, in milliseconds. */
  readonly ageMs: number;
}

export const TAIL_BOUNDS: TailBounds = { spansPerRoot: 128, roots: 2_048, bytes: 16_777_216, ageMs: 120_000 };

/** Ended children of local roots that have not ended. */
export interface TailBuffer {
  /** Keeps a child until its root ends, within the bounds. */
  hold(root: LocalRoot, span: ReadableSpan): void;
  /** Takes out what waits for a root. */
  take(root: LocalRoot): readonly ReadableSpan[];
  /** Lets go of all that waits, at the end. */
  clear(): void;
}

export interface TailBufferOptions {
  readonly dropped: Counter;
  readonly now: () => number;
  readonly bounds: TailBounds;
  readonly after?: Clock['after'];
}

const afterReal: Clock['after'] = (ms, fn) => systemClock.after(ms, fn);

export function createTailBuffer({ dropped, now, bounds, after = afterReal }: TailBufferOptions): TailBuffer {
  // In the order in which their first children came; a root without any is not here, and costs nothing.
  const waiting = new Set<LocalRoot>();
  let bytes = 0;
  let timer: Timer | undefined;

  const lose = (root: LocalRoot, reason: TailDrop, count = 1): void => {
    root.lost += count;
    if (count > 0) dropped.add(count, { reason });
  };
  const take = (root: LocalRoot): ReadableSpan[] => {
    const { spans } = root;
    bytes -= root.bytes;
    root.bytes = 0;
    root.spans = [];
    waiting.delete(root);
    return spans;
  };
  /** The root itself is still decided on when it ends; its children are not there any more. */
  const release = (root: LocalRoot, reason: TailDrop): void => {
    root.released = reason;
    lose(root, reason, take(root).length);
  };
  const makeRoom = (): void => {
    const oldest = now() - bounds.ageMs;
    for (const root of waiting) {
      if (root.since > oldest) break;
      release(root, 'expired');
    }
  };
  /** One timer, for the oldest root. It belongs to no request, though it is set in one. */
  const watch = (): void => {
    const [oldest] = waiting;
    if (timer !== undefined || oldest === undefined) return;
    const ms = Math.max(1, oldest.since + bounds.ageMs - now());
    timer = runOutsideContext(() =>
      after(ms, () => {
        timer = undefined;
        makeRoom();
        watch();
      }),
    );
  };
  const enter = (root: LocalRoot): void => {
    makeRoom();
    for (const oldest of waiting) {
      if (waiting.size < bounds.roots) break;
      release(oldest, 'roots_full');
    }
    root.since = now();
    waiting.add(root);
    watch();
  };

  return {
    take,
    hold(root, span) {
      if (root.released !== undefined) return lose(root, root.released);
      if (root.spans.length >= bounds.spansPerRoot) return lose(root, 'root_full');
      const weight = weigh(span);
      if (bytes + weight > bounds.bytes) makeRoom();
      // It may have been its own root whose time was over.
      if (root.released !== undefined) return lose(root, root.released);
      if (bytes + weight > bounds.bytes) return lose(root, 'bytes_full');
      if (root.spans.length === 0) enter(root);
      root.spans.push(span);
      root.bytes += weight;
      bytes += weight;
    },
    clear() {
      timer?.cancel();
      timer = undefined;
      for (const root of waiting) release(root, 'shutdown');
    },
  };
}
