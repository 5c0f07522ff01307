import { createCounter, type Log, type LogFields, type LogMethod, noopMeter, PlumblineError } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import { createCleaner } from './cleaner.ts';
import { createContextPart } from './context-part.ts';
import { checkOptions, isLevel, type Level, LEVELS, type LevelSetting, type LoggerOptions } from './options.ts';
import { joinSorted, NO_FIELDS, NOTHING, type Part, partOf, type Plain, type Sorted, sortFields } from './record.ts';
import { type Entry, openSink } from './sink.ts';

/** A log with the request context on every line. No method throws, and none waits. */
export interface Logger extends Log {
  /** What is written from here on; a child follows its parent until it is given a level of its own. Anything else than a level throws. */
  level: LevelSetting;
  child(fields: LogFields): Logger;
  /** Hands over what the destination still holds. The default destination holds nothing. */
  flush(): void;
}

/** What all children of one logger share. */
interface Root {
  /** Fields made plain and clean; `incomplete` says that a part could not be read. */
  read(fields: unknown): { readonly fields: Plain; readonly incomplete: boolean };
  /** One set of clean fields over another; what only both together say is cleaned too. */
  join(bound: Sorted, fields: Plain): Sorted;
  write(level: Level, bound: Sorted, fields: unknown, message: unknown, incomplete: boolean): void;
  childLevel(fields: Plain): LevelSetting | undefined;
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

function isError(value: unknown): boolean {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** Runs a part of a log call; nothing it meets reaches the caller. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The destination refused the line, or a counter its measurement: there is nobody left to tell.
  }
}

function createRoot(options: LoggerOptions): Root {
  const { context = currentContext, meter = noopMeter, moduleLevels = {} } = options;
  const lines = createCounter(meter, 'plumbline.log.lines');
  const failures = createCounter(meter, 'plumbline.log.failures');
  const { redactor, takeIncomplete } = createCleaner(options);
  const fail = (): void => quietly(() => failures.add(1));
  const sink = openSink(options, fail);

  function read(fields: unknown): { fields: Plain; incomplete: boolean } {
    const named = isError(fields) ? { err: fields } : fields;
    const plain = redactor.plain(named);
    return { fields: isPlain(plain) ? plain : { value: plain }, incomplete: takeIncomplete() };
  }

  function join(bound: Sorted, fields: Plain): Sorted {
    const joined = joinSorted(bound, sortFields(fields));
    if (bound.own.json === '' || !Object.hasOwn(joined.own.fields, 'value')) return joined;
    // A name from one side can say what the value of the other is: `{ name: 'authorization' }` and `{ value }`.
    const whole = redactor.plain(joined.own.fields);
    return isPlain(whole) ? { own: partOf(whole), moved: joined.moved } : joined;
  }

  const contextPart = createContextPart((text) => redactor.text(text));

  function build(
    bound: Sorted,
    fields: unknown,
    before: boolean,
  ): { entry: Omit<Entry, 'message'>; incomplete: boolean } {
    const call = fields === undefined ? undefined : read(fields);
    const { own, moved } = call === undefined ? bound : join(bound, call.fields);
    const incomplete = before || call?.incomplete === true;
    const rest =
      moved === undefined ? (incomplete ? CUT : NO_FIELDS) : partOf({ fields: moved, ...(incomplete && CUT.fields) });
    return { entry: { context: contextPart(context()), own, rest }, incomplete };
  }

  return {
    read,
    join,
    write(level, bound, fields, given, before) {
      // As a value and not as text: a message that is JSON is read as such.
      const message = typeof given === 'string' ? String(redactor.plain(given)) : '';
      try {
        const { entry, incomplete } = build(bound, fields, before);
        if (incomplete) fail();
        sink.write(level, { ...entry, message });
      } catch {
        fail();
        sink.write(level, { context: NO_FIELDS, own: NO_FIELDS, rest: CUT, message });
      }
      quietly(() => lines.add(1, LABELS[level]));
    },
    childLevel: ({ module }) =>
      typeof module === 'string' && Object.hasOwn(moduleLevels, module) ? moduleLevels[module] : undefined,
    flush: () => sink.flush(),
  };
}

interface Node {
  readonly root: Root;
  readonly bound: Sorted;
  readonly incomplete: boolean;
  readonly parentLevel: () => LevelSetting;
  readonly level: LevelSetting | undefined;
}

function createNode({ root, bound, incomplete, parentLevel, level }: Node): Logger {
  let own = level;
  const effective = (): LevelSetting => own ?? parentLevel();
  const at =
    (name: Level): LogMethod =>
    (first: LogFields | string, message?: string) => {
      if (LEVELS[name] < LEVELS[effective()]) return;
      try {
        if (typeof first === 'string') root.write(name, bound, undefined, first, incomplete);
        else root.write(name, bound, first, message, incomplete);
      } catch {
        // The destination refused the line: that is counted.
      }
    };
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    get level() {
      return effective();
    },
    set level(next: LevelSetting) {
      if (!isLevel(next))
        throw new PlumblineError('PLB_LOGGER_OPTION', 'logger: `level` was set to something that is no level');
      own = next;
    },
    child(fields) {
      const read = root.read(fields);
      return createNode({
        root,
        bound: root.join(bound, read.fields),
        incomplete: incomplete || read.incomplete,
        parentLevel: effective,
        level: root.childLevel(read.fields),
      });
    },
    flush: () => quietly(() => root.flush()),
  };
}

/**
 * Makes the log of a service: one JSON object a line, redacted, with request, trace and actor from the current context.
 *
 * @throws PlumblineError `PLB_LOGGER_OPTION` for an option it cannot use; RedactError `PLB_REDACT_OPTION` for a policy without effect.
 * @example
 * const logger = createLogger({ service: 'approvals' });
 * logger.info({ order_id: 'o_1' }, 'order created');
 */
export function createLogger(options: LoggerOptions): Logger {
  checkOptions(options);
  const { level = 'info' } = options;
  return createNode({
    root: createRoot(options),
    bound: NOTHING,
    incomplete: false,
    parentLevel: () => level,
    level: undefined,
  });
}
