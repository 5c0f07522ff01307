import { createCounter, noopMeter } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import type { Redactor } from '@plumbline/redact';
import { createCleaner } from './cleaner.ts';
import { type Composer, createComposer } from './compose.ts';
import { createContextPart } from './context-part.ts';
import { createErrorIdMember } from './error-id.ts';
import type { Level, LoggerOptions } from './options.ts';
import { type Bound, boundOf, NOTHING, type Plain } from './record.ts';
import { openSink } from './sink.ts';
import { type Behind, createBehind } from './value-behind.ts';

/** What all children of one logger share: it makes lines of what they are given and hands them to the destination. */
export interface Lines {
  readonly composer: Composer;
  /** For values that stand behind a message. */
  readonly behind: (message: unknown) => Behind;
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

/** What a line is made of, beside its level and the context. */
interface Said {
  readonly bound: Bound;
  readonly fields: unknown;
  readonly message: unknown;
  readonly incomplete: boolean;
}

const noContext = (): string => '';

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
  const { redactor, takeIncomplete, putIncomplete } = cleaner;
  const fail = (): void => quietly(() => failures.add(1));
  const composer = createComposer(cleaner, fail);
  const sink = openSink(options, fail);
  const messageOf = createMessage(redactor, fail);
  const errorIdMember = createErrorIdMember(options.errorId, fail);
  const contextPart = createContextPart((text) => redactor.text(text), cleaner.requestId);

  /** The context of now as members; undefined where it cannot be had. */
  function contextNow(): string | undefined {
    try {
      return contextPart(context());
    } catch {
      return undefined;
    }
  }

  function put(level: Level, members: string, message: string): void {
    sink.write(level, members, message);
    try {
      lines.add(1, LABELS[level]);
    } catch {
      // A counter that fails costs no line.
    }
  }

  /**
   * All parts of a line are cleaned in one go, so that what is missing is missing in it and in no other: a value that logs
   * while it is read makes a line within the line.
   */
  function make(level: Level, { bound, fields, message, incomplete }: Said, contextOf: () => string | undefined): void {
    const around = takeIncomplete();
    try {
      const from = contextOf();
      const said = messageOf(message);
      const cut = takeIncomplete() || incomplete || from === undefined;
      const members = composer.membersOf(bound, fields, cut) + errorIdMember(level, bound, fields);
      put(level, (from ?? '') + members, said);
    } finally {
      putIncomplete(around);
    }
  }

  return {
    composer,
    behind: createBehind(redactor),
    write: (level, bound, fields, message, incomplete) =>
      make(level, { bound, fields, message, incomplete }, contextNow),
    writeApart: (level, fields, message) =>
      make(level, { bound: UNBOUND, fields, message, incomplete: false }, noContext),
    reopen: () => sink.reopen(),
    flush: () => sink.flush(),
  };
}

/** What a logger without bound fields starts from. */
export const UNBOUND: Bound = boundOf(NOTHING);
