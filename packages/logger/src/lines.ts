import type { Places } from '@plumbline/redact';
import { createCounter, noopMeter } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import { isError } from './call-forms.ts';
import { createCleaner } from './cleaner.ts';
import { createContextPart } from './context-part.ts';
import type { Level, LoggerOptions } from './options.ts';
import {
  type Bound,
  boundOf,
  joinSorted,
  NO_FIELDS,
  NOTHING,
  type Part,
  partOf,
  type Plain,
  sortFields,
} from './record.ts';
import { openSink } from './sink.ts';

/** What all children of one logger share: it makes lines of what they are given and hands them to the destination. */
export interface Lines {
  /** Fields made plain and clean; `incomplete` says that a part could not be read. */
  read(fields: unknown): { readonly fields: Plain; readonly incomplete: boolean };
  /** One set of clean fields over another; what only both together say is cleaned too. */
  join(bound: Bound, fields: Plain): Bound;
  write(level: Level, bound: Bound, fields: unknown, message: unknown, incomplete: boolean): void;
  reopen(): boolean | undefined;
  flush(): void;
}

/** Says that a part of what the caller passed is missing. */
const CUT: Part = partOf({ log_incomplete: true });

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

const ANYWHERE: Places = new Map();

/** The parts of one line as data. */
interface Parts {
  readonly own: Part;
  readonly rest: Part;
}

export function createLines(options: LoggerOptions): Lines {
  const { context = currentContext, meter = noopMeter, onLine } = options;
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
    if (fields === undefined) return joined(bound, '', bound.rest, before);
    if (typeof fields !== 'object' || fields === null) return undefined;
    // A name among the bound fields can say what a value of the line's own is.
    bound.simple ??= redactor.members(bound.own.fields, ANYWHERE) !== undefined;
    if (!bound.simple) return undefined;
    const members = redactor.members(fields, bound.places());
    if (members === undefined || (members.apart !== '' && bound.rest !== '')) return undefined;
    const rest = members.apart === '' ? bound.rest : `,"fields":{${members.apart}}`;
    return joined(bound, members.json, rest, takeIncomplete() || before);
  }

  function joined(bound: Bound, own: string, rest: string, cut: boolean): string {
    if (cut) fail();
    return contextPart(context()).json + bound.own.json + own + rest + (cut ? CUT.json : '');
  }

  function restOf(moved: Plain | undefined, cut: boolean): Part {
    if (moved === undefined) return cut ? CUT : NO_FIELDS;
    return partOf({ fields: moved, ...(cut && CUT.fields) });
  }

  function partsOf(bound: Bound, fields: unknown, before: boolean): Parts {
    const call = fields === undefined ? undefined : read(fields);
    const { own, moved } = call === undefined ? bound : join(bound, call.fields);
    const cut = before || call?.incomplete === true;
    if (cut) fail();
    return { own, rest: restOf(moved, cut) };
  }

  function writeParts(level: Level, shown: Part, { own, rest }: Parts, given: string): void {
    // As a value and not as text: a message that is JSON is read as such.
    const message = String(redactor.plain(given));
    const fields = { ...shown.fields, ...own.fields, ...rest.fields };
    sink.write(level, shown.json + own.json + rest.json, JSON.stringify(message), { fields, message });
  }

  function build(level: Level, bound: Bound, fields: unknown, given: string, before: boolean): void {
    const members = onLine === undefined ? direct(bound, fields, before) : undefined;
    if (members === undefined) writeParts(level, contextPart(context()), partsOf(bound, fields, before), given);
    else sink.write(level, members, redactor.stringify(given), undefined);
  }

  return {
    read,
    join,
    write(level, bound, fields, given, before) {
      const message = typeof given === 'string' ? given : '';
      try {
        build(level, bound, fields, message, before);
      } catch {
        fail();
        writeParts(level, NO_FIELDS, { own: NO_FIELDS, rest: CUT }, message);
      }
      try {
        lines.add(1, LABELS[level]);
      } catch {
        // A counter that fails costs no line.
      }
    },
    reopen: () => sink.reopen(),
    flush: () => sink.flush(),
  };
}

/** What a logger without bound fields starts from. */
export const UNBOUND: Bound = boundOf(NOTHING);
