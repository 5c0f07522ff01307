import type { Level, LineRecord } from './options.ts';
import type { Plain } from './record.ts';

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
