import type { ApplicationModel } from './model/stack-model.ts';
import type { StackOptions } from './model/stack-options.ts';

/** Control characters, and what a reader of lines takes for the end of one. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
/** Texts of several lines, such as a query: a line break or a tab is none of the others. */
const CONTROL_IN_TEXTS = /(?![\n\t])[\p{Cc}\u2028\u2029]/u;

/** Deeper than any option; what refers to itself ends here. */
const MAX_DEPTH = 12;

const fault = (at: string, isText: boolean): string =>
  isText
    ? `\`${at}\` holds a control character: write it without`
    : `\`${at}\` holds a line break or a control character, which a file that is written would read as a setting: write it in one line`;

function walk(value: unknown, at: string, isText: boolean, depth = 0): string[] {
  if (typeof value === 'string') return (isText ? CONTROL_IN_TEXTS : CONTROL).test(value) ? [fault(at, isText)] : [];
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (CONTROL.test(key)) return [`a name within \`${at}\` holds a line break or a control character`];
    const place = Array.isArray(value) ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`;
    return walk(inner, place, isText, depth + 1);
  });
}

/** Own alerts, objectives and definitions are written by people for people, and quoted in every file: they may have lines. */
const IN_LINES: ReadonlySet<string> = new Set(['alerts', 'slos', 'reporting']);

/** What `service.name` may be: it stands in file headers, in variables of Compose and in every query. */
const SERVICE = /^[\p{L}\p{N}@][\p{L}\p{N} ._/@:-]{0,99}$/u;

/** A path relative to the folder of `plumbline.stack.ts`, as it may stand in comments, in variables and in commands that people copy. */
export const PLAIN_PATH = /^(?![-/])[\p{L}\p{N}_./@+-]{1,200}$/u;

/** Texts of options and of the configuration that would not stay within the place they are written to. */
export function textFaults({ service, ...application }: ApplicationModel, options: StackOptions): string[] {
  return [
    ...Object.entries(options).flatMap(([name, value]) => walk(value, name, IN_LINES.has(name))),
    ...(SERVICE.test(service.name)
      ? []
      : ['`service.name` of plumbline.config.ts must be up to 100 letters, digits, spaces and `. _ / @ : -`']),
    ...walk(service.version, 'service.version', false),
    ...walk(application, 'plumbline.config.ts', true),
  ];
}
