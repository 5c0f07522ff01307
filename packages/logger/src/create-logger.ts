import { isPlainFields, readCall } from './call-forms.ts';
import { checkOptions } from './check-options.ts';
import { type Fault, optionError, shown } from './faults.ts';
import { createGate, type Gate } from './gate.ts';
import { createLevelTable, EVERYTHING, type LevelMap, type LevelTable } from './levels.ts';
import { createLines, type Lines, quietly, UNBOUND } from './lines.ts';
import type { ChildOptions, Logger, LoggerMethod } from './logger.ts';
import {
  isLevel,
  isLineLevel,
  KNOWN_LEVELS,
  type Level,
  LEVELS,
  type LevelSetting,
  type LoggerOptions,
} from './options.ts';
import type { Bound } from './record.ts';

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
  readonly level?: LevelSetting | undefined;
  readonly parent?: { readonly level: () => LevelSetting; readonly hasOwnModule: boolean };
}

interface OwnLevel {
  readonly effective: () => LevelSetting;
  readonly set: (level: LevelSetting) => void;
}

const noLevel = (level: unknown): Fault => ({
  what: `\`level\` is ${shown(level)}`,
  fix: `Use one of ${KNOWN_LEVELS}.`,
});

function createLevel(levels: LevelTable, { module, parent, level }: Node): OwnLevel {
  let own = level;
  return {
    effective() {
      if (parent === undefined || levels.everything === 'silent') return levels.everything;
      return own ?? (parent.hasOwnModule && module !== undefined ? levels.of(module) : undefined) ?? parent.level();
    },
    set(next) {
      if (!isLevel(next)) throw optionError('logger', [noLevel(next)]);
      if (parent === undefined) levels.everything = next;
      else own = next;
      levels.version += 1;
    },
  };
}

/** The level of a child's own. What other loggers take here besides is refused: it would be without effect. */
function ownLevelOf(options: ChildOptions): LevelSetting | undefined {
  const given: unknown = options;
  const fix = 'A child takes `{ level }`; everything else is an option of `createLogger`.';
  if (typeof given !== 'object' || given === null)
    throw optionError('child', [{ what: `the options are ${shown(given)}`, fix }]);
  const faults = Object.keys(given).flatMap((name) =>
    name === 'level' ? [] : [{ what: `unknown option \`${name}\``, fix }],
  );
  const { level } = options;
  if (level !== undefined && !isLevel(level)) faults.push(noLevel(level));
  if (faults.length > 0) throw optionError('child', faults);
  return level;
}

/** Whether lines of a rank are written: worked out again only after a level was changed. */
function createThreshold(levels: LevelTable, level: OwnLevel): (rank: number) => boolean {
  let seen = -1;
  let threshold = 0;
  return (rank) => {
    if (seen !== levels.version) {
      threshold = LEVELS[level.effective()];
      seen = levels.version;
    }
    return rank >= threshold;
  };
}

interface Methods {
  readonly at: (name: Level) => LoggerMethod;
  readonly isEnabled: (name: Level) => boolean;
}

/** Makes the methods of one logger. */
function createMethods({ lines, levels, gate }: Shared, node: Node, level: OwnLevel): Methods {
  const { bound, module } = node;
  const isOn = createThreshold(levels, level);

  function write(name: Level, first: unknown, second: unknown, more: readonly unknown[]): void {
    let fields = first;
    let message = second;
    let { incomplete } = node;
    if (typeof first === 'string') {
      fields = second;
      message = first;
    }
    const isCommon =
      typeof message === 'string' && (message !== first || second === undefined || isPlainFields(second));
    if (more.length > 0 || !isCommon) {
      const call = readCall(first, second, more, lines.behind);
      ({ fields, message } = call);
      incomplete ||= call.incomplete;
    }
    if (gate === undefined || gate.admits(name, message, module)) lines.write(name, bound, fields, message, incomplete);
  }

  const at = (name: Level): LoggerMethod => {
    const rank = LEVELS[name];
    return (first: unknown, second?: unknown, ...more: readonly unknown[]) => {
      if (!isOn(rank)) return;
      try {
        write(name, first, second, more);
      } catch {
        // A log call never throws; what can be counted has been.
      }
    };
  };
  return { at, isEnabled: (name) => isLineLevel(name) && isOn(LEVELS[name]) };
}

function createChild(shared: Shared, node: Node, level: OwnLevel, fields: unknown, options: ChildOptions): Logger {
  const own = ownLevelOf(options);
  const { bound, module, incomplete } = shared.lines.composer.bind(node.bound, fields);
  const hasOwnModule = typeof module === 'string';
  return createNode(shared, {
    bound,
    incomplete: node.incomplete || incomplete,
    module: hasOwnModule ? module : node.module,
    level: own,
    parent: { level: level.effective, hasOwnModule },
  });
}

function createNode(shared: Shared, node: Node): Logger {
  const { lines, levels, gate } = shared;
  const level = createLevel(levels, node);
  const { at, isEnabled } = createMethods(shared, node, level);
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
    isLevelEnabled: isEnabled,
    child: (fields, options = {}) => createChild(shared, node, level, fields, options),
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
