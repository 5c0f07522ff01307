import { type Log, type LogFields, type LogMethod, PlumblineError } from '@plumbline/core';
import { createLines, type Lines, quietly, UNBOUND } from './lines.ts';
import { checkOptions, isLevel, type Level, LEVELS, type LevelSetting, type LoggerOptions } from './options.ts';
import type { Bound } from './record.ts';

/** A log with the request context on every line. No method throws, and none waits. */
export interface Logger extends Log {
  /** What is written from here on; a child follows its parent until it is given a level of its own. Anything else than a level throws. */
  level: LevelSetting;
  child(fields: LogFields): Logger;
  /** Hands over what the destination still holds. The default destination holds nothing. */
  flush(): void;
}

interface Node {
  readonly lines: Lines;
  readonly bound: Bound;
  readonly incomplete: boolean;
  readonly parentLevel: () => LevelSetting;
  readonly level: LevelSetting | undefined;
}

function createNode({ lines, bound, incomplete, parentLevel, level }: Node): Logger {
  let own = level;
  const effective = (): LevelSetting => own ?? parentLevel();
  const at =
    (name: Level): LogMethod =>
    (first: LogFields | string, message?: string) => {
      if (LEVELS[name] < LEVELS[effective()]) return;
      try {
        if (typeof first === 'string') lines.write(name, bound, undefined, first, incomplete);
        else lines.write(name, bound, first, message, incomplete);
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
      const read = lines.read(fields);
      return createNode({
        lines,
        bound: lines.join(bound, read.fields),
        incomplete: incomplete || read.incomplete,
        parentLevel: effective,
        level: lines.childLevel(read.fields),
      });
    },
    flush: () => quietly(() => lines.flush()),
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
    lines: createLines(options),
    bound: UNBOUND,
    incomplete: false,
    parentLevel: () => level,
    level: undefined,
  });
}
