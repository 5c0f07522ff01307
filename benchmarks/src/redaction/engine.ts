/** A record of the corpus: a message, fields, and sometimes an Error. */
export interface LogRecord {
  readonly msg: string;
  readonly err?: Error;
  readonly [field: string]: unknown;
}

/** A tool that writes records as text. */
export interface Writer {
  readonly write: (record: LogRecord) => string;
  /** The same with redaction off; absent where it writes everything. */
  readonly bare?: (record: LogRecord) => string;
}

export type Engine = () => Promise<Writer>;
