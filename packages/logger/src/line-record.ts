import type { Level, LineRecord } from './options.ts';
import type { Plain } from './record.ts';

// `JSON.parse` of Node 24.21 can misread the name of a field in `fields`, never in the line: after an object whose second or
// later name holds a backslash, one whose name has an escape in that place (`\n`) may be given the name with the backslash.

/** Reads its fields from their JSON when they are asked for first: a receiver of text alone needs none of them. */
class ReadLine {
  readonly level: Level;
  readonly time: number;
  readonly message: string;
  declare readonly fields: Plain;
  readonly #members: string;
  #read: Plain | undefined;

  // On each record and not on the prototype, so that a copy such as `{ ...record }` has the fields too. One getter for all:
  // one of its own would give each record a shape of its own, which costs more than writing the line.
  static readonly #fields: PropertyDescriptor & ThisType<ReadLine> = {
    enumerable: true,
    get() {
      return (this.#read ??= JSON.parse(`{${this.#members.slice(1)}}`) as Plain);
    },
  };

  constructor(level: Level, time: number, members: string, message: string) {
    this.level = level;
    this.time = time;
    this.message = message;
    this.#members = members;
    Object.defineProperty(this, 'fields', ReadLine.#fields);
  }
}

/**
 * A written line as data, for its copy. Members and message are the clean JSON that stands in the line, so the copy says
 * what the line says, and shares nothing with other lines.
 */
export function createLineRecord(level: Level, time: number, members: string, message: string): LineRecord {
  return new ReadLine(level, time, members, JSON.parse(message) as string);
}
