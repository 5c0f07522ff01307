import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { LoggerOptions } from './options.ts';
import { CONTEXT_NAMES, type Plain } from './record.ts';

type Style = 'dim' | 'bold' | 'red' | 'yellow' | 'green' | 'cyan' | 'magenta';
type Paint = (style: Style, text: string) => string;

const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  trace: 'dim',
  debug: 'cyan',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'magenta',
};

/** Names that stand in the head of a line. */
const HEAD: ReadonlySet<string> = new Set(['level', 'time', 'msg']);

/** Names that every line of a request repeats: they come last, and dim. */
const CONTEXT: ReadonlySet<string> = new Set(CONTEXT_NAMES);

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16);
  return SHORT[char] ?? (hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`);
}

/**
 * What a terminal would act on instead of showing it: control characters (with the escapes of ECMA-48, 7 and 8 bit),
 * characters that are invisible or turn the direction of text, line separators, and halves of surrogate pairs.
 */
const visible = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu, escapeOf);

const BARE = /^[\w./:@+[\]-]+$/;

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isError = (value: unknown): value is Plain & { readonly stack: string } =>
  isRecord(value) && typeof value['stack'] === 'string';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const nameOf = (error: Plain): string =>
  `${textOf(error['type'] ?? error['name'] ?? 'Error')}: ${textOf(error['message'])}`;

function valueOf(value: unknown): string {
  if (isError(value)) return visible(JSON.stringify(nameOf(value)));
  if (typeof value === 'string' && BARE.test(value)) return value;
  return visible(JSON.stringify(value));
}

const keyOf = (key: string): string => (BARE.test(key) ? key : visible(JSON.stringify(key)));

/** Causes below this depth are named by their JSON alone. */
const MAX_CAUSES = 8;

/** The stack of an error line by line, then its own fields, its causes and its parts. */
function blockOf(label: string, error: unknown, indent: string, depth = 0): string[] {
  if (!isError(error) || depth === MAX_CAUSES) return [`${indent}${label}: ${valueOf(error)}`];
  const { type: _type, name: _name, message: _message, stack, cause, errors, ...own } = error;
  const deeper = `${indent}  `;
  const parts = Array.isArray(errors) ? (errors as readonly unknown[]) : [];
  return [
    `${indent}${label}:`,
    ...stack.split('\n').map((line) => `${deeper}${visible(line)}`),
    ...Object.entries(own).map(([key, value]) => `${deeper}${keyOf(key)}=${valueOf(value)}`),
    ...(cause === undefined ? [] : blockOf('cause', cause, deeper, depth + 1)),
    ...parts.flatMap((part, at) => blockOf(`errors[${at}]`, part, deeper, depth + 1)),
  ];
}

function headOf({ time, level, msg }: Plain, paint: Paint): string {
  const name = textOf(level);
  const clock = visible(typeof time === 'string' ? time.slice(11) : textOf(time));
  return `${paint('dim', clock)} ${paint(LEVEL_STYLES[name] ?? 'bold', visible(name).toUpperCase().padEnd(5))} ${paint('bold', visible(textOf(msg)))}`;
}

function recordOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function formatRecord(record: Plain, paint: Paint): string {
  const entries = Object.entries(record).filter(([key]) => !HEAD.has(key));
  const own = entries.filter(([key]) => !CONTEXT.has(key));
  const context = entries.filter(([key]) => CONTEXT.has(key));
  const fields = [
    ...own.map(([key, value]) => `${paint('cyan', keyOf(key))}=${valueOf(value)}`),
    ...context.map(([key, value]) => paint('dim', `${keyOf(key)}=${valueOf(value)}`)),
  ];
  const blocks = own.flatMap(([key, value]) => (isError(value) ? blockOf(keyOf(key), value, '  ') : []));
  return `${[[headOf(record, paint), ...fields].join(' '), ...blocks].join('\n')}\n`;
}

/**
 * One finished line for people: the same facts, and nothing that a terminal would act on. Stacks of errors follow on
 * lines of their own, indented, so that no value can pass for a line of the log.
 */
export function formatLine(line: string, paint: Paint): string {
  const record = recordOf(line);
  try {
    if (isRecord(record)) return formatRecord(record, paint);
  } catch {
    // Nested deeper than the engine can write it again.
  }
  return `${visible(line.trimEnd())}\n`;
}

const plainly: Paint = (_style, text) => text;
const inColor: Paint = (style, text) => styleText(style, text, { validateStream: false });

/**
 * One line of a log as people read it in a terminal: time, level, message, fields, and the stacks of errors below. For files
 * that were written as records: read them line by line and write what this gives. A text that is no record is shown as it is.
 * Nothing in either can move the cursor or pass for another line.
 *
 * @example
 * prettyLine('{"level":"info","time":"2026-01-02T03:04:05.678Z","service":"orders","msg":"stored"}');
 */
export function prettyLine(line: string, { colors = false }: { readonly colors?: boolean | undefined } = {}): string {
  return formatLine(line, colors ? inColor : plainly);
}

/** What Node itself says of a terminal: it knows NO_COLOR, FORCE_COLOR and the kinds of terminals. */
function hasColors(isTTY: boolean): boolean {
  const { getColorDepth } = WriteStream.prototype as { getColorDepth(this: void): number };
  const stream = Object.assign(new Writable(), { isTTY, getColorDepth });
  return styleText('bold', 'x', { stream }) !== 'x';
}

/** How lines are shown, where they are shown to people; `undefined` where the record itself is written. */
export function choosePretty(
  { pretty = 'auto', colors = 'auto' }: Pick<LoggerOptions, 'pretty' | 'colors'>,
  isTerminal: boolean,
): ((line: string) => string) | undefined {
  if (pretty === false || (pretty === 'auto' && !isTerminal)) return undefined;
  const paint = (colors === 'auto' ? hasColors(isTerminal) : colors) ? inColor : plainly;
  return (line) => formatLine(line, paint);
}
