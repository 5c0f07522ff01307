import { readFileSync } from 'node:fs';
import type { ReceivedPoint, ReceivedSpan } from '@plumbline/testkit/otlp';
import type { LoadLine } from '../load.ts';

/** One line of a service's log, as it lies in the file. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Everything the evidence is read from. None of it is a variable of a program that makes a claim about itself. */
export interface Sources {
  readonly load: readonly LoadLine[];
  readonly approvalsLog: readonly LogLine[];
  readonly notificationsLog: readonly LogLine[];
  readonly spans: readonly ReceivedSpan[];
  readonly points: readonly ReceivedPoint[];
}

/** Reads a file of one JSON object a line. A line that is none is an error: a log that cannot be parsed proves nothing. */
export function readLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** The summary line that each request leaves in a log. */
export interface RequestLine {
  readonly request_id: string;
  readonly trace_id: string;
  readonly span_id: string;
  readonly route_pattern: string;
  readonly method: string;
  readonly status: number;
  readonly duration_ms: number;
  readonly outcome: string;
  readonly actor_id?: string;
}

export const requestLines = (log: readonly LogLine[]): RequestLine[] =>
  log.filter(({ msg }) => msg === 'request') as unknown as RequestLine[];

/** An attribute as the text it is; anything else stands for nothing. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
