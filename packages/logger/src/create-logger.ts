import { type Log, type LogFields, type LogMethod, PlumblineError } from '@plumbline/core';
import { readCall } from './call-forms.ts';
import { checkOptions } from './check-options.ts';
import { createGate, type Gate } from './gate.ts';
import { createLevelTable, EVERYTHING, type LevelMap, type LevelTable } from './levels.ts';
import { createLines, type Lines, quietly, UNBOUND } from './lines.ts';
import { isLevel, KNOWN_LEVELS, type Level, LEVELS, type LevelSetting, type LoggerOptions } from './options.ts';
import type { Bound } from './record.ts';

/** One level of a logger: fields and a constant message, the message alone, or an error with or without a message. */
export interface LoggerMethod extends LogMethod {
  /** The error stands under `err`; without a message it gives its own. */
  (error: Error, message?: string): void;
  /** As the console has it. The error stands under `err`. */
  (message: string, error: Error): void;
}

/** A log with the request context on every line. No method of a level throws, and none waits for anything but the destination. */
export interface Logger extends Log {
  readonly trace: LoggerMethod;
  readonly debug: LoggerMethod;
  readonly info: LoggerMethod;
  readonly warn: LoggerMethod;
  readonly error: LoggerMethod;
  readonly fatal: LoggerMethod;
  /**
   * What is written from here on; a child follows its module and its parent until it is given a level of its own.
   *
   * @throws PlumblineError `PLB_LOGGER_OPTION` when it is set to anything else than a level.
   */
  level: LevelSetting;
  /**
   * Levels by module, `*` for everything else. Setting them replaces those of all modules, for children that exist too;
   * `*` stays where it is left out.
   *
   * @throws PlumblineError `PLB_LOGGER_OPTION` when they are set to anything else than levels; nothing is changed then.
   */
  get levels(): LevelMap;
  set levels(levels: LevelMap);
  /** A log with these fields on every line, redacted once, here. Never throws. A `module` among them gives it that module's level. */
  child(fields: LogFields): Logger;
  /**
   * Says what was left out by `repeat`, and has the destination's `flushSync` hand over what it still holds; files and
   * descriptors hold nothing. Never throws: what `flushSync` throws counts in `plumbline.log.failures`.
   */
  flush(): void;
  /**
   * Opens the path of the destination again, after the file was moved away. `false` where there is no path, and where it
   * cannot be opened: then lines go on into the old file, and one of them says so.
   */
  reopen(): boolean;
}

/** What all children of one logger share. */
interface Shared {
  readonly lines: Lines;
  readonly levels: LevelTable;
  readonly gate: Gate | undefined;
}

interface Node {
  readonly bound: Bound;
  readonly incomplete: boolean;
  /** The nearest `module` binding. */
  readonly module: string | undefined;
  /** What a child has besides the root. */
  readonly parent?: { readonly level: () => LevelSetting; readonly hasOwnModule: boolean };
}

interface OwnLevel {
  readonly effective: () => LevelSetting;
  readonly set: (level: LevelSetting) => void;
}

function createLevel(levels: LevelTable, { module, parent }: Node): OwnLevel {
  let own: LevelSetting | undefined;
  return {
    effective() {
      if (parent === undefined) return levels.everything;
      return own ?? (parent.hasOwnModule && module !== undefined ? levels.of(module) : undefined) ?? parent.level();
    },
    set(next) {
      if (!isLevel(next))
        throw new PlumblineError('PLB_LOGGER_OPTION', 'logger: `level` was set to something that is no level', {
          fix: `Set one of ${KNOWN_LEVELS}.`,
        });
      if (parent === undefined) levels.everything = next;
      else own = next;
      levels.version += 1;
    },
  };
}

/** Makes the methods of one logger. */
function createMethods({ lines, levels, gate }: Shared, node: Node, level: OwnLevel): (name: Level) => LoggerMethod {
  const { bound, module } = node;
  let seen = -1;
  let threshold = 0;

  function write(name: Level, first: unknown, second: unknown, third: unknown): void {
    let fields = typeof first === 'string' ? undefined : first;
    let message = typeof first === 'string' ? first : second;
    let { incomplete } = node;
    if (third !== undefined || typeof message !== 'string' || (fields === undefined && second !== undefined)) {
      const call = readCall(first, second, third);
      ({ fields, message } = call);
      incomplete ||= call.incomplete;
    }
    if (gate === undefined || gate.admits(name, message, module)) lines.write(name, bound, fields, message, incomplete);
  }

  return (name) => {
    const rank = LEVELS[name];
    return (first: unknown, second?: unknown, third?: unknown) => {
      if (seen !== levels.version) {
        threshold = LEVELS[level.effective()];
        seen = levels.version;
      }
      if (rank < threshold) return;
      try {
        write(name, first, second, third);
      } catch {
        // A log call never throws; what can be counted has been.
      }
    };
  };
}

function createNode(shared: Shared, node: Node): Logger {
  const { lines, levels, gate } = shared;
  const level = createLevel(levels, node);
  const at = createMethods(shared, node, level);
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    get level() {
      return level.effective();
    },
    set level(next: LevelSetting) {
      level.set(next);
    },
    get levels() {
      return levels.read();
    },
    set levels(next: LevelMap) {
      levels.replace(next);
    },
    child(fields) {
      const read = lines.composer.read(fields);
      const { module } = read.fields;
      const hasOwnModule = typeof module === 'string';
      return createNode(shared, {
        bound: lines.composer.join(node.bound, read.fields),
        incomplete: node.incomplete || read.incomplete,
        module: hasOwnModule ? module : node.module,
        parent: { level: level.effective, hasOwnModule },
      });
    },
    flush() {
      quietly(() => gate?.tell());
      lines.flush();
    },
    reopen() {
      const done = lines.reopen();
      if (done === false) at('error')('the log file cannot be opened again; lines go on into the old one');
      return done === true;
    },
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
  const { level, levels = {} } = options;
  const lines = createLines(options);
  // The line that stands for others belongs to none of the requests they came from, and must cost neither the line that
  // brought it nor the end of the process.
  const gate = createGate(options, (...summary) => quietly(() => lines.writeApart(...summary)));
  const table = createLevelTable(level ?? levels[EVERYTHING] ?? 'info', levels);
  return createNode({ lines, levels: table, gate }, { bound: UNBOUND, incomplete: false, module: undefined });
}
