import { createCounter, noopMeter } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import type { Redactor } from '@plumbline/redact';
import { createCleaner } from './cleaner.ts';
import { type Composer, createComposer } from './compose.ts';
import { createContextPart } from './context-part.ts';
import type { Level, LoggerOptions } from './options.ts';
import { type Bound, boundOf, NOTHING, type Plain } from './record.ts';
import { openSink } from './sink.ts';

/** What all children of one logger share: it makes lines of what they are given and hands them to the destination. */
export interface Lines {
  readonly composer: Composer;
  /** A line with the context of now. `incomplete` says that a part of the caller's is missing already. */
  write(level: Level, bound: Bound, fields: unknown, message: unknown, incomplete: boolean): void;
  /** A line that belongs to no request, whichever one is running. */
  writeApart(level: Level, fields: Plain, message: string): void;
  reopen(): boolean | undefined;
  flush(): void;
}

/** In place of a message that the redactor of the caller did not take. */
const UNCLEAN = '"[redacted:limit-failure]"';

const LABELS: Readonly<Record<Level, { readonly level: Level }>> = {
  trace: { level: 'trace' },
  debug: { level: 'debug' },
  info: { level: 'info' },
  warn: { level: 'warn' },
  error: { level: 'error' },
  fatal: { level: 'fatal' },
};

/** Runs a part of a log call; nothing it meets reaches the caller. */
export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The destination refused the line, or a counter its measurement: there is nobody left to tell.
  }
}

/** A message as JSON. As a value and not as text: one that is JSON is read as such. */
const createMessage =
  (redactor: Redactor, fail: () => void) =>
  (message: unknown): string => {
    try {
      return redactor.stringify(typeof message === 'string' ? message : '');
    } catch {
      fail();
      return UNCLEAN;
    }
  };

export function createLines(options: LoggerOptions): Lines {
  const { context = currentContext, meter = noopMeter } = options;
  const lines = createCounter(meter, 'plumbline.log.lines');
  const failures = createCounter(meter, 'plumbline.log.failures');
  const cleaner = createCleaner(options);
  const { redactor } = cleaner;
  const fail = (): void => quietly(() => failures.add(1));
  const composer = createComposer(cleaner, fail);
  const sink = openSink(options, fail);
  const messageOf = createMessage(redactor, fail);
  const contextPart = createContextPart((text) => redactor.text(text));

  /** The context of now as members; undefined where it cannot be had. */
  function contextNow(): string | undefined {
    try {
      return contextPart(context());
    } catch {
      return undefined;
    }
  }

  function put(level: Level, members: string, message: unknown): void {
    sink.write(level, members, messageOf(message));
    try {
      lines.add(1, LABELS[level]);
    } catch {
      // A counter that fails costs no line.
    }
  }

  return {
    composer,
    write(level, bound, fields, message, incomplete) {
      const from = contextNow();
      const members = composer.membersOf(bound, fields, incomplete || from === undefined);
      put(level, from === undefined ? members : from + members, message);
    },
    writeApart: (level, fields, message) => put(level, composer.membersOf(UNBOUND, fields, false), message),
    reopen: () => sink.reopen(),
    flush: () => sink.flush(),
  };
}

/** What a logger without bound fields starts from. */
export const UNBOUND: Bound = boundOf(NOTHING);
