import { createCounter, noopMeter } from '@plumbline/core';
import { currentContext, type RequestContext } from '@plumbline/core/context';
import type { Level, LoggerOptions } from './options.ts';
import { createRepeatLimit, type RepeatLimit, type Suppressed } from './repeat.ts';
import { isSampled } from './sampling.ts';

/** Writes the line that stands for lines that were left out. */
export type Summarize = (level: Level, fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Decides which lines of an enabled level are written. */
export interface Gate {
  admits(level: Level, message: unknown, module: string | undefined): boolean;
  /** Says in the log what was left out and not told yet. */
  tell(): void;
}

/** One line each for a fact that is kept nowhere else: the summary of a request, and the witness of an audit record. */
const KEPT: readonly string[] = ['request', 'audit', 'audit records sealed'];

function summaryOf({ message, module, count, from, to }: Suppressed): Readonly<Record<string, unknown>> {
  return {
    suppressed_lines: count,
    suppressed_message: message,
    suppressed_from: new Date(from).toISOString(),
    suppressed_to: new Date(to).toISOString(),
    ...(module !== undefined && { module }),
  };
}

/** Tells at the end of the process what nobody asked for before. Nothing is installed until something is left out. */
function createExitHook(tell: () => void): {
  readonly arm: () => void;
  readonly disarm: () => void;
  /** Whether the handlers of the end run already: one that is added now is not called any more. */
  readonly isEnding: () => boolean;
} {
  let isArmed = false;
  const told = (): void => {
    isArmed = false;
    tell();
  };
  return {
    // Node sets it before the first handler runs, and says so in no other way.
    isEnding: () => (process as { readonly _exiting?: boolean })._exiting === true,
    arm() {
      if (isArmed) return;
      isArmed = true;
      process.once('exit', told);
    },
    disarm() {
      if (!isArmed) return;
      isArmed = false;
      process.off('exit', told);
    },
  };
}

/** Whether a line of now is in the share of its level that is written. */
function createSampler({ sampling, context = currentContext }: LoggerOptions): (level: Level) => boolean {
  const traceOf = (): RequestContext['traceId'] | undefined => {
    try {
      return context()?.traceId;
    } catch {
      return undefined;
    }
  };
  return (level) => {
    const share = sampling?.[level] ?? 1;
    if (share >= 1) return true;
    const traceId = traceOf();
    return traceId === undefined || isSampled(traceId, share);
  };
}

function createCount({ meter = noopMeter }: LoggerOptions): (reason: 'repeated' | 'sampled', level: Level) => void {
  const suppressions = createCounter(meter, 'plumbline.log.suppressed');
  return (reason, level) => {
    try {
      suppressions.add(1, { reason, level });
    } catch {
      // A meter that fails must not keep the line.
    }
  };
}

/** The gate that the options ask for; `undefined` where every line of an enabled level is written. */
export function createGate(options: LoggerOptions, summarize: Summarize): Gate | undefined {
  const { repeat, sampling, keep = [] } = options;
  if (repeat === undefined && sampling === undefined) return undefined;
  const kept: ReadonlySet<unknown> = new Set([...KEPT, ...keep]);
  const count = createCount(options);
  const isInSample = createSampler(options);
  const limit: RepeatLimit | undefined =
    repeat && createRepeatLimit(repeat, (one) => summarize(one.level, summaryOf(one), 'identical lines were left out'));
  const exit = createExitHook(() => limit?.tell());
  const settle = (): void => {
    if (limit?.isOwing() === false) exit.disarm();
  };

  return {
    admits(level, message, module) {
      if (kept.has(message)) {
        // Never limited, but a line all the same: what ended before it stands in front of it.
        limit?.tellEnded();
        settle();
        return true;
      }
      if (!isInSample(level)) {
        count('sampled', level);
        return false;
      }
      if (limit !== undefined && exit.isEnding()) {
        // What would be left out now could be told by nobody.
        limit.tell();
        return true;
      }
      if (limit === undefined || limit.admits(level, typeof message === 'string' ? message : '', module)) {
        settle();
        return true;
      }
      count('repeated', level);
      exit.arm();
      return false;
    },
    tell() {
      limit?.tell();
      exit.disarm();
    },
  };
}
