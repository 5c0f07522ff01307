import type { Places } from '@plumbline/redact';
import { createCounter, noopMeter } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import { isError } from './call-forms.ts';
import { createCleaner } from './cleaner.ts';
import { createContextPart } from './context-part.ts';
import type { Level, LoggerOptions } from './options.ts';
import { type Bound, boundOf, joinSorted, NOTHING, partOf, type Plain, sortFields } from './record.ts';
import { openSink } from './sink.ts';

/** What all children of one logger share: it makes lines of what they are given and hands them to the destination. */
export interface Lines {
  /** Fields made plain and clean; `incomplete` says that a part could not be read. */
  read(fields: unknown): { readonly fields: Plain; readonly incomplete: boolean };
  /** One set of clean fields over another; what only both together say is cleaned too. */
  join(bound: Bound, fields: Plain): Bound;
  /** A line with the context of now. `incomplete` says that a part of the caller's is missing already. */
  write(level: Level, bound: Bound, fields: unknown, message: unknown, incomplete: boolean): void;
  /** A line that belongs to no request, whichever one is running. */
  writeApart(level: Level, fields: Plain, message: string): void;
  reopen(): boolean | undefined;
  flush(): void;
}

/** Says that a part of what the caller passed is missing. */
const CUT = ',"log_incomplete":true';

const LABELS: Readonly<Record<Level, { readonly level: Level }>> = {
  trace: { level: 'trace' },
  debug: { level: 'debug' },
  info: { level: 'info' },
  warn: { level: 'warn' },
  error: { level: 'error' },
  fatal: { level: 'fatal' },
};

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Runs a part of a log call; nothing it meets reaches the caller. */
export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The destination refused the line, or a counter its measurement: there is nobody left to tell.
  }
}

/** The reserved names of bound fields and of those of one line, which are clean JSON with commas between. */
function restOf({ moved, rest }: Bound, apart: string): string {
  if (apart === '') return rest;
  if (moved === undefined) return `,"fields":{${apart}}`;
  return partOf({ fields: { ...moved, ...(JSON.parse(`{${apart}}`) as Plain) } }).json;
}

const ANYWHERE: Places = new Map();

export function createLines(options: LoggerOptions): Lines {
  const { context = currentContext, meter = noopMeter } = options;
  const lines = createCounter(meter, 'plumbline.log.lines');
  const failures = createCounter(meter, 'plumbline.log.failures');
  const { redactor, takeIncomplete } = createCleaner(options);
  const fail = (): void => quietly(() => failures.add(1));
  const sink = openSink(options, fail);
  const contextPart = createContextPart((text) => redactor.text(text));

  function read(fields: unknown): { fields: Plain; incomplete: boolean } {
    const named = isError(fields) ? { err: fields } : fields;
    const plain = redactor.plain(named);
    return { fields: isPlain(plain) ? plain : { value: plain }, incomplete: takeIncomplete() };
  }

  function join(bound: Bound, fields: Plain): Bound {
    const joined = joinSorted(bound, sortFields(fields));
    if (bound.own.json === '' || redactor.members(joined.own.fields, ANYWHERE) !== undefined) return boundOf(joined);
    // A name from one side can say what the value of the other is: `{ name: 'authorization' }` and `{ value }`.
    const whole = redactor.plain(joined.own.fields);
    return boundOf(isPlain(whole) ? { own: partOf(whole), moved: joined.moved } : joined);
  }

  /** The members of a line in one pass from the caller's fields; undefined where they have to be made plain first. */
  function direct(bound: Bound, fields: unknown, before: boolean): string | undefined {
    if (fields === undefined) return joined(bound.own.json, bound.rest, before);
    if (typeof fields !== 'object' || fields === null) return undefined;
    // A name among the bound fields can say what a value of the line's own is.
    bound.simple ??= redactor.members(bound.own.fields, ANYWHERE) !== undefined;
    if (!bound.simple) return undefined;
    const members = redactor.members(fields, bound.places());
    if (members === undefined) return undefined;
    return joined(bound.own.json + members.json, restOf(bound, members.apart), takeIncomplete() || before);
  }

  /** The members of a line by way of plain data: slower, and for everything. */
  function detached(bound: Bound, fields: unknown, before: boolean): string {
    const call = read(fields);
    const { own, rest } = join(bound, call.fields);
    return joined(own.json, rest, call.incomplete || before);
  }

  function joined(own: string, rest: string, cut: boolean): string {
    if (cut) fail();
    return own + rest + (cut ? CUT : '');
  }

  function membersOf(bound: Bound, fields: unknown, before: boolean): string {
    try {
      return direct(bound, fields, before) ?? detached(bound, fields, before);
    } catch {
      fail();
      return CUT;
    }
  }

  /** The context of now as members; undefined where it cannot be had. */
  function contextNow(): string | undefined {
    try {
      return contextPart(context());
    } catch {
      return undefined;
    }
  }

  function put(level: Level, members: string, message: unknown): void {
    // As a value and not as text: a message that is JSON is read as such.
    sink.write(level, members, redactor.stringify(typeof message === 'string' ? message : ''));
    try {
      lines.add(1, LABELS[level]);
    } catch {
      // A counter that fails costs no line.
    }
  }

  return {
    read,
    join,
    write(level, bound, fields, message, incomplete) {
      const from = contextNow();
      const members = membersOf(bound, fields, incomplete || from === undefined);
      put(level, from === undefined ? members : from + members, message);
    },
    writeApart: (level, fields, message) => put(level, membersOf(UNBOUND, fields, false), message),
    reopen: () => sink.reopen(),
    flush: () => sink.flush(),
  };
}

/** What a logger without bound fields starts from. */
export const UNBOUND: Bound = boundOf(NOTHING);
