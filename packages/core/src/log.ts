/** Values that go with a log line. Keys are snake_case; secrets are removed before the line is written. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One level of a log: fields and a constant message, or the message alone. It never throws. */
export interface LogMethod {
  (fields: LogFields, message: string): void;
  (message: string): void;
}

/** What a package needs of a logger. `@plumbline/logger` implements it; so do pino and console-like loggers with a thin wrapper. */
export interface Log {
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  /** A logger that adds these fields to each of its lines. */
  child(fields: LogFields): Log;
}

const ignore: LogMethod = () => undefined;

/** A log that writes nothing: the default wherever a log may be passed. */
export const noopLog: Log = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
  child: () => noopLog,
};
