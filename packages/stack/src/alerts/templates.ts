import { nearestWord } from '@plumbline/core';
import { actionsOf, type Token } from './template-tokens.ts';

/** What text/template of Go has, and what Prometheus adds: its documentation, "Template reference", up to 2.42. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  [
    'and or not len index slice print printf println html js urlquery call eq ne lt le gt ge',
    'query first label value strvalue args sortByLabel humanize humanize1024 humanizeDuration humanizePercentage',
    'humanizeTimestamp toTime title toUpper toLower stripPort stripDomain match reReplaceAll graphLink tableLink',
    'parseDuration pathPrefix externalURL safeHtml',
  ].flatMap((names) => names.split(' ')),
);
const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'nil']);
/** Set by Prometheus in front of the text. */
const VARIABLES = ['$', '$labels', '$externalLabels', '$externalURL', '$value'];

/** What has no fields and takes no value: texts, numbers, and the dot alone. */
const FIXED: ReadonlySet<Token['kind']> = new Set(['string', 'number', 'sign']);

interface Block {
  readonly kind: 'text' | 'if' | 'range' | 'with';
  readonly variables: readonly string[];
  readonly hasElse: boolean;
}

/** Reads one pipeline: `$value | humanize`, `printf "%.2f" (index $labels "a")`. */
class Pipeline {
  readonly declared: string[] = [];
  readonly #tokens: readonly Token[];
  readonly #known: readonly string[];
  #at = 0;

  constructor(tokens: readonly Token[], known: readonly string[]) {
    this.#tokens = tokens;
    this.#known = known;
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(text: string): boolean {
    const isIt = this.#next?.kind === 'sign' && this.#next.text === text;
    if (isIt) this.#at += 1;
    return isIt;
  }

  #blank(): boolean {
    const isIt = this.#next?.kind === 'blank';
    if (isIt) this.#at += 1;
    return isIt;
  }

  #variable(names: string[]): void {
    this.#blank();
    if (this.#next?.kind !== 'variable') return;
    names.push(this.#next.text);
    this.#at += 1;
    this.#blank();
  }

  /** `$x := ` and `$i, $x := ` in front of a pipeline. */
  #declaration(isRange: boolean): void {
    const before = this.#at;
    const names: string[] = [];
    this.#variable(names);
    if (isRange && names.length === 1 && this.#take(',')) this.#variable(names);
    if (names.length > 0 && this.#take(':=')) this.declared.push(...names);
    else if (names.length === 1 && this.#known.includes(names[0] ?? '') && this.#take('=')) return;
    else this.#at = before;
  }

  #operand(): string | undefined {
    const token = this.#next;
    if (token === undefined) return 'a value is missing';
    if (this.#take('(')) {
      const fault = this.#commands();
      if (fault !== undefined) return fault;
      if (!this.#take(')')) return 'a `)` is missing';
    } else {
      this.#at += 1;
      if (token.kind === 'sign' && token.text !== '.') return `\`${token.text}\` stands where a value should`;
      if (token.kind === 'variable' && !this.#known.includes(token.text)) return `\`${token.text}\` is not set`;
      if (token.kind === 'word' && !FUNCTIONS.has(token.text) && !CONSTANTS.has(token.text)) {
        const near = nearestWord(token.text, [...FUNCTIONS]);
        return `\`${token.text}\` is no function${near === undefined ? '' : `; did you mean \`${near}\`?`}`;
      }
      if (FIXED.has(token.kind) && this.#next?.kind === 'field') return `\`${token.text}\` has no fields`;
    }
    while (this.#next?.kind === 'field') this.#at += 1;
    return undefined;
  }

  #command(stage: number): string | undefined {
    this.#blank();
    const first = this.#next;
    // Of signs only the dot gets so far.
    const isFixed = first !== undefined && FIXED.has(first.kind) && first.text !== '(';
    if (stage > 1 && (isFixed || CONSTANTS.has(first?.text ?? ''))) return `\`${first?.text}\` takes no value`;
    if (first?.text === 'nil') return '`nil` is no value of its own';
    for (;;) {
      const fault = this.#operand();
      if (fault !== undefined) return fault;
      const isApart = this.#blank();
      const { kind, text } = this.#next ?? { kind: 'sign', text: ')' };
      if (kind === 'sign' && (text === '|' || text === ')')) return undefined;
      if (!isApart) return `a blank is missing before \`${text}\``;
    }
  }

  #commands(): string | undefined {
    let stage = 1;
    do {
      const fault = this.#command(stage);
      if (fault !== undefined) return fault;
      stage += 1;
    } while (this.#take('|'));
    return undefined;
  }

  fault(isRange: boolean): string | undefined {
    this.#declaration(isRange);
    return this.#commands() ?? (this.#at < this.#tokens.length ? `\`${this.#next?.text}\` is one too many` : undefined);
  }
}

const isOpening = (word: string): word is 'if' | 'range' | 'with' =>
  word === 'if' || word === 'range' || word === 'with';

/** `else if` and its condition; the one `end` ends both. */
function elseFault(block: Block, rest: readonly Token[]): string | undefined {
  const [, word, ...condition] = rest;
  if (block.kind !== 'if' || block.hasElse || word?.text !== 'if') return 'write `else` and `end` alone';
  return new Pipeline(condition, block.variables).fault(false);
}

/** Follows the blocks of a template; says what is wrong with one action. */
function actionFault(tokens: readonly Token[], blocks: Block[]): string | undefined {
  const words = tokens[0]?.kind === 'blank' ? tokens.slice(1) : tokens;
  const keyword = words[0]?.kind === 'word' ? words[0].text : '';
  const rest = words.slice(1);
  const isAlone = rest.every(({ kind }) => kind === 'blank');
  const block = blocks.at(-1) ?? { kind: 'text', variables: VARIABLES, hasElse: false };
  if (keyword === 'end' || keyword === 'else') {
    if (block.kind === 'text') return `\`${keyword}\` has no \`if\`, \`range\` or \`with\``;
    if (!isAlone) return elseFault(block, rest);
    blocks.pop();
    if (keyword === 'end') return undefined;
    blocks.push({ ...block, hasElse: true });
    return block.hasElse ? 'a second `else`' : undefined;
  }
  if (['define', 'block', 'template', 'break', 'continue'].includes(keyword))
    return `\`${keyword}\` cannot be used here`;
  const pipeline = new Pipeline(isOpening(keyword) ? rest : words, block.variables);
  const fault = pipeline.fault(keyword === 'range');
  const variables = [...block.variables, ...pipeline.declared];
  if (isOpening(keyword)) blocks.push({ kind: keyword, variables, hasElse: false });
  else blocks.splice(-1, 1, { ...block, variables });
  return fault;
}

/**
 * Why Prometheus would not read a text of an alert, and with it the whole file of rules; undefined where it would.
 * `{{ define }}`, `{{ template }}` and `{{ break }}` are not taken, although it reads them.
 */
export function templateFault(template: string): string | undefined {
  const blocks: Block[] = [{ kind: 'text', variables: VARIABLES, hasElse: false }];
  for (const tokens of actionsOf(template)) {
    if (tokens === undefined) return 'an action that begins with `{{` has no end, or a sign that Go does not know';
    const fault = actionFault(tokens, blocks);
    if (fault !== undefined) return fault;
  }
  return blocks.length > 1 ? `\`${blocks.at(-1)?.kind}\` has no \`end\`` : undefined;
}

const BRACES = '{{"{{"}}';

/** A text that is no template, as a template that reads so. */
export const asText = (text: string): string => text.replaceAll('{{', BRACES);

/** A template as people read it where no alert fires: what is filled in is left open. */
export const withoutValues = (template: string): string =>
  template
    .split(BRACES)
    .map((part) => part.replaceAll(/\{\{[^{}]*\}\}/g, '…'))
    .join('{{');
