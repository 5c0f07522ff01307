import { PlumblineError } from '@plumbline/core';
import { componentShapes, type Shape } from './components.ts';

/** A name of another component, or a call: written as it is. */
export interface Reference {
  readonly ref: string;
}

/** A text with line breaks, or one that would need many escapes: between backticks, where nothing is escaped. */
export interface RawText {
  readonly raw: string;
}

export type Value =
  | string
  | number
  | boolean
  | Reference
  | RawText
  | readonly Value[]
  | { readonly object: Readonly<Record<string, Value>> };

/** A component (`name` has dots, `label` is its own) or a block within one. */
export interface Block {
  readonly name: string;
  readonly label?: string;
  readonly comment?: string;
  readonly attributes?: Readonly<Record<string, Value>>;
  readonly blocks?: readonly Block[];
}

/** A longer list has one item on each line. */
const MAX_LINE = 80;

const IDENTIFIER = /^[A-Za-z_]\w*$/;

const bug = (what: string): PlumblineError => new PlumblineError('PLB_BUG', `the collector's configuration: ${what}`);

function text(value: Value, indent: string): string {
  // Escapes of JSON are those of Alloy's strings, which are Go's.
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if ('ref' in value) return value.ref;
  if ('raw' in value) {
    if (value.raw.includes('`')) throw bug('a raw text cannot hold a backtick');
    return `\`${value.raw}\``;
  }
  const deeper = `${indent}\t`;
  if (!('object' in value)) {
    const items = value.map((item) => text(item, deeper));
    const isLong = items.join(', ').length > MAX_LINE || items.some((item) => item.includes('\n'));
    return isLong ? `[\n${items.map((item) => `${deeper}${item},\n`).join('')}${indent}]` : `[${items.join(', ')}]`;
  }
  const entries = Object.entries(value.object).map(([key, item]) => [
    IDENTIFIER.test(key) ? key : JSON.stringify(key),
    text(item, deeper),
  ]);
  return `{\n${aligned(entries as [string, string][], deeper, ',')}${indent}}`;
}

/** As Alloy's own formatter has it: neighbours of one line each have their signs below each other. */
function aligned(entries: readonly (readonly [string, string])[], indent: string, end = ''): string {
  const widths = entries.map(([key], index) => {
    let from = index;
    let to = index;
    while (from > 0 && !entries[from - 1]?.[1].includes('\n')) from -= 1;
    while (to < entries.length - 1 && !entries[to]?.[1].includes('\n')) to += 1;
    return Math.max(key.length, ...entries.slice(from, to + 1).map(([name]) => name.length));
  });
  return entries.map(([key, item], index) => `${indent}${key.padEnd(widths[index] ?? 0)} = ${item}${end}\n`).join('');
}

function check({ attributes = {}, blocks = [], name }: Block, shape: Shape | undefined, at: string): void {
  if (shape === undefined) throw bug(`nothing is called \`${at}\``);
  const unknown = Object.keys(attributes).find((key) => !Object.hasOwn(shape.attributes ?? {}, key));
  if (unknown !== undefined) throw bug(`\`${at}\` has no attribute \`${unknown}\``);
  const missing = Object.entries(shape.attributes ?? {}).find(
    ([key, need]) => need === 'required' && !Object.hasOwn(attributes, key),
  );
  if (missing !== undefined) throw bug(`\`${at}\` needs the attribute \`${missing[0]}\``);
  for (const inner of blocks) check(inner, shape.blocks?.[inner.name], `${at} > ${inner.name}`);
  const absent = Object.entries(shape.blocks ?? {}).find(
    ([key, inner]) => inner.isRequired === true && !blocks.some((block) => block.name === key),
  );
  if (absent !== undefined) throw bug(`\`${name}\` needs the block \`${absent[0]}\``);
}

function lines({ attributes = {}, blocks = [], comment, label, name }: Block, indent: string): string {
  const deeper = `${indent}\t`;
  const above = (comment?.split('\n') ?? []).map((line) => `${indent}// ${line}\n`).join('');
  const head = `${indent}${name}${label === undefined ? '' : ` ${JSON.stringify(label)}`} {`;
  const own = aligned(
    Object.entries(attributes).map(([key, value]) => [key, text(value, deeper)]),
    deeper,
  );
  const inner = blocks.map((block) => lines(block, deeper));
  const parts = own === '' ? inner : [own, ...inner];
  return parts.length === 0 ? `${above}${head} }\n` : `${above}${head}\n${parts.join('\n')}${indent}}\n`;
}

/**
 * Writes a configuration of Alloy the way its own formatter would. Components, blocks and attributes are held against the
 * table of those that the stack uses.
 *
 * @throws PLB_BUG for a name that the table does not have, and for a required one that is missing
 */
export function toAlloy(comment: string, components: readonly Block[]): string {
  for (const component of components) check(component, componentShapes[component.name], component.name);
  const above = comment.split('\n').map((line) => `// ${line}`.trimEnd());
  return [`${above.join('\n')}\n`, ...components.map((component) => lines(component, ''))].join('\n');
}
