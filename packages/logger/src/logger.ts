import type { Log, LogMethod } from '@plumbline/core';
import type { LevelMap } from './levels.ts';
import type { Level, LevelSetting } from './options.ts';

/**
 * What stands in a `catch`: `unknown`, or `any`. A generic and not `unknown` itself, which would take the values of a
 * printf-style call too.
 */
type Caught<E> = unknown extends E ? E : never;

/** One level of a logger: fields and a constant message, the message alone, or an error with or without a message. */
export interface LoggerMethod extends LogMethod {
  /** Fields of any type, an interface or a class among them. An error stands under `err`. */
  (fields: object, message: string): void;
  /** The error stands under `err` and gives the message. */
  (error: Error): void;
  /** As the console has it. The error stands under `err`. */
  (message: string, error: Error): void;
  /** What a `catch` caught, with or without a message: under `err` where it is an error, else fields or `value`. */
  <E>(error: Caught<E>, message?: string): void;
  /** As the console has it. */
  <E>(message: string, error: Caught<E>): void;
}

/** What a child is given besides fields. */
export interface ChildOptions {
  /** Its own level: the same as setting `level` of the child. @default the one of its module, or of its parent */
  readonly level?: LevelSetting | undefined;
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
   * What is written from here on; a child follows its module and its parent until it is given a level of its own. `silent` on
   * the logger that `createLogger` made silences all of them, whatever was set for a module or a child, until it is set again.
   *
   * @throws PlumblineError `PLB_LOGGER_OPTION` when it is set to anything else than a level.
   */
  level: LevelSetting;
  /**
   * Levels by module, `*` for everything else. Setting them replaces those of all modules, for children that exist too;
   * `*` stays where it is left out. `silent` for `*` silences every module. A module that no child is bound to is no error:
   * its child may come later.
   *
   * @throws PlumblineError `PLB_LOGGER_OPTION` when they are set to anything else than levels; nothing is changed then.
   */
  get levels(): LevelMap;
  set levels(levels: LevelMap);
  /** Whether a line of this level is written now, `repeat` and `sampling` aside: for fields that cost something to make. */
  isLevelEnabled(level: Level): boolean;
  /**
   * A log with these fields on every line, redacted once, here. A `module` among them gives it that module's level. What the
   * fields hold never makes it throw.
   *
   * @throws PlumblineError `PLB_LOGGER_OPTION` for an option it does not know, as those of other loggers.
   */
  child(fields: object, options?: ChildOptions): Logger;
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
