import { addTallies, emptyTally, type Tally } from './drops.ts';
import { toError } from './errors.ts';

export interface FlushOptions {
  /** Milliseconds after which the call answers with what it achieved. */
  readonly timeoutMs?: number;
}

/** What has a life: started once, flushed at will, shut down once. */
export interface Lifecycle extends AsyncDisposable {
  /** Idempotent; a failed start may be tried again. */
  start(): Promise<void>;
  /** Waits for queued and in-flight work, at most `timeoutMs`. It never rejects; the tally counts from the start. */
  flush(options?: FlushOptions): Promise<Tally>;
  /** Stops for good, at most `timeoutMs` (default 2,500). Later calls share the first one's promise. It never rejects. */
  shutdown(options?: FlushOptions): Promise<Tally>;
}

/**
 * A process whose destinations all hang ends within 3 s of SIGTERM, a busy machine's own time included; Kubernetes sends
 * SIGKILL after 30 s.
 */
export const DEFAULT_SHUTDOWN_MS = 2_500;

/** The parts of a lifecycle that its owner writes; {@link createLifecycle} adds once-only behaviour. */
export interface LifecycleSpec {
  readonly start?: () => Promise<void>;
  readonly flush?: (timeoutMs: number) => Promise<Tally>;
  readonly shutdown?: (timeoutMs: number) => Promise<Tally>;
  /** Told of an error that a flush or shutdown swallowed. */
  readonly onError?: (error: Error) => void;
}

/** Gives start, flush and shutdown the once-only behaviour that {@link Lifecycle} promises. */
export function createLifecycle(spec: LifecycleSpec): Lifecycle {
  let starting: Promise<void> | undefined;
  let stopping: Promise<Tally> | undefined;
  const settle = async (
    work: ((timeoutMs: number) => Promise<Tally>) | undefined,
    timeoutMs: number,
  ): Promise<Tally> => {
    try {
      return (await work?.(timeoutMs)) ?? emptyTally;
    } catch (error) {
      spec.onError?.(toError(error));
      return emptyTally;
    }
  };
  const start = (): Promise<void> => {
    starting ??= (async () => spec.start?.())().catch((error: unknown) => {
      starting = undefined;
      throw error;
    });
    return starting;
  };
  const shutdown = (options?: FlushOptions): Promise<Tally> => {
    stopping ??= settle(spec.shutdown, options?.timeoutMs ?? DEFAULT_SHUTDOWN_MS);
    return stopping;
  };
  return {
    start,
    flush: (options) => settle(spec.flush, options?.timeoutMs ?? DEFAULT_SHUTDOWN_MS),
    shutdown,
    [Symbol.asyncDispose]: async () => void (await shutdown()),
  };
}

/**
 * One life out of several: started in order (what had started is shut down when a later one fails), flushed together,
 * shut down in reverse, all within one deadline.
 */
export function composeLifecycles(
  parts: readonly Pick<Lifecycle, 'start' | 'flush' | 'shutdown'>[],
  options: { readonly now?: () => number; readonly onError?: (error: Error) => void } = {},
): Lifecycle {
  const now = options.now ?? ((): number => performance.now());
  const stopReverse = async (some: readonly Pick<Lifecycle, 'shutdown'>[], timeoutMs: number): Promise<Tally> => {
    const deadline = now() + timeoutMs;
    const tallies: Tally[] = [];
    for (const part of some.toReversed()) {
      tallies.push(await part.shutdown({ timeoutMs: Math.max(0, deadline - now()) }));
    }
    return addTallies(tallies);
  };
  return createLifecycle({
    ...(options.onError && { onError: options.onError }),
    async start() {
      const started: Pick<Lifecycle, 'shutdown'>[] = [];
      try {
        for (const part of parts) {
          await part.start();
          started.push(part);
        }
      } catch (error) {
        await stopReverse(started, DEFAULT_SHUTDOWN_MS);
        throw error;
      }
    },
    flush: async (timeoutMs) => addTallies(await Promise.all(parts.map((part) => part.flush({ timeoutMs })))),
    shutdown: (timeoutMs) => stopReverse(parts, timeoutMs),
  });
}

/** Resolves with `work`, or with `late` once `ms` have passed. The work goes on; its failure is then ignored. */
export async function withDeadline<T>(work: Promise<T>, ms: number, late: () => T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
