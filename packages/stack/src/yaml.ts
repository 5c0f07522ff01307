import { PlumblineError } from '@plumbline/core';

/** Read as something else than text by YAML 1.1 (which Prometheus and Compose still follow) or 1.2. */
const MISREAD = /^(?:y|yes|n|no|on|off|true|false|null)$/i;

/** Text that no version of YAML reads in another way: a letter, `_` or `/` first, no blank or colon at an end, no `: ` or ` #`. */
const PLAIN = /^[A-Za-z_/](?:[\w./@+~^()-]|[ :,%](?=[\w./@+~^()-]))*$/;

/** `30d`, `1h`, `256m`: what follows the digits keeps every version of YAML from reading a number. */
const QUANTITY = /^\d+(?:ms|[smhdwkg])$/;

/** What a literal block cannot hold, or what would be invisible in it: controls, blanks at the end of a line or at the very beginning. */
const NOT_LITERAL = /[^\n\u0020-\u007E\u00A1-\u2027\u202A-\uFEFE]|^[\n ]|[ \t](?:\n|$)|\n\n$/;

/** What JSON leaves as it is and a YAML reader would take for a line break, a blank or nothing. */
const UNSEEN = /[\u007F-\u00A0\u2028\u2029\uFEFF]/g;

const quote = (text: string): string =>
  JSON.stringify(text).replaceAll(UNSEEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

const isPlain = (text: string): boolean => (PLAIN.test(text) && !MISREAD.test(text)) || QUANTITY.test(text);

function literal(text: string, indent: string): string {
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).split('\n');
  return [ends ? '|' : '|-', ...lines.map((line) => (line === '' ? '' : indent + line))].join('\n');
}

/** A value that stands on the line of its key; undefined for lists and maps with content. */
function inline(value: unknown, indent: string): string | undefined {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'string') {
    if (value.includes('\n') && !NOT_LITERAL.test(value)) return literal(value, indent);
    return isPlain(value) ? value : quote(value);
  }
  if (typeof value === 'object') {
    if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined;
    return entriesOf(value).length === 0 ? '{}' : undefined;
  }
  throw new PlumblineError(
    'PLB_STACK_OPTION',
    `a generated file cannot hold ${typeof value === 'number' ? 'a number that is not finite' : `a ${typeof value}`}`,
  );
}

const entriesOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, item]) => item !== undefined);

function block(value: object, indent: string): string[] {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return value.map((item: unknown) => {
      const text =
        inline(item, deeper) ??
        block(item as object, deeper)
          .join('\n')
          .slice(deeper.length);
      return `${indent}- ${text}`;
    });
  }
  return entriesOf(value).flatMap(([name, item]) => {
    const key = `${indent}${isPlain(name) ? name : quote(name)}:`;
    const text = inline(item, deeper);
    return text === undefined ? [key, ...block(item as object, deeper)] : [`${key} ${text}`];
  });
}

/**
 * Writes plain data as YAML that readers of 1.1 and of 1.2 understand alike (texts that either would take for a number, a
 * boolean or a date are quoted; YAML 1.2.2, section 10.3). Keys keep their order, undefined ones are left out, texts with
 * line breaks become literal blocks, so the same data is always the same bytes. `comment` is put above, line by line.
 * Throws `PLB_STACK_OPTION` for what YAML has no form for, such as a function or NaN.
 */
export function toYaml(value: unknown, comment?: string): string {
  const above = (comment ?? '').split('\n').map((line) => `# ${line}`.trimEnd());
  const body = inline(value, '  ') ?? block(value as object, '').join('\n');
  return [...(comment === undefined ? [] : above), body, ''].join('\n');
}
