import { alternatives, assertion, END, type Part, repeat, sequence, setOf } from './body-parts.ts';
import { ALL, type Chars, charsOf, charsOfClass } from './char-sets.ts';

/** Steps that one attempt at a body may cost before it fails. */
const MAX_WORK = 16_384;
const MAX_BODY = 2000;
const MAX_NESTING = 16;

class Refused extends Error {}

/** Reads the part of the syntax that a body may use, from left to right. */
class Reader {
  #at = 0;
  #nesting = 0;
  readonly #text: string;
  readonly #ignoreCase: boolean;
  /** All characters that any part can read. */
  chars: Chars = 0n;
  /** Whether `^` or `$` stands in it. */
  bound = false;

  constructor(text: string, ignoreCase: boolean) {
    this.#text = text;
    this.#ignoreCase = ignoreCase;
  }

  all(): Part {
    const part = this.#choice();
    if (this.#at < this.#text.length) throw new Refused('an unbalanced `)`');
    return part;
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #choice(): Part {
    if (++this.#nesting > MAX_NESTING) throw new Refused('groups nested too deeply');
    const parts: Part[] = [this.#row()];
    while (this.#take('|')) parts.push(this.#row());
    this.#nesting--;
    return alternatives(parts);
  }

  #row(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#text.charAt(this.#at))) parts.push(this.#item());
    return sequence(parts);
  }

  #item(): Part {
    const part = this.#atom();
    if (this.#take('*') || this.#take('+'))
      throw new Refused(
        'an unbounded quantifier; write the most it may read, as many as the longest value, for example `{16,4096}`',
      );
    const found = this.#take('?') ? ['', '0', '1'] : this.#counts();
    if (found === undefined) return part;
    this.#take('?');
    return repeat(part, Number(found[1]), Number(found[2] ?? found[1]));
  }

  #counts(): readonly (string | undefined)[] | undefined {
    const form = /\{(\d{1,5})(?:,(\d{0,5}))?\}/y;
    form.lastIndex = this.#at;
    const found = form.exec(this.#text);
    if (found === null) {
      if (/^\{\d/.test(this.#text.slice(this.#at, this.#at + 2))) throw new Refused('a count of more than five digits');
      return undefined;
    }
    if (found[2] === '')
      throw new Refused(
        'an unbounded quantifier; write the most it may read, as many as the longest value, for example `{16,4096}`',
      );
    this.#at = form.lastIndex;
    return found;
  }

  #group(): Part {
    if (this.#take('(?=') || this.#take('(?!')) return assertion(this.#close().work(END));
    if (!this.#take('(?:')) {
      if (this.#text.startsWith('(?', this.#at)) throw new Refused('a named group or look-behind');
      this.#at++;
    }
    return this.#close();
  }

  #close(): Part {
    const part = this.#choice();
    if (!this.#take(')')) throw new Refused('an unbalanced `(`');
    return part;
  }

  #atom(): Part {
    const char = this.#text.charAt(this.#at);
    if (char === '(') return this.#group();
    if (char === '[') return this.#class();
    if (char === '\\') return this.#escape();
    this.#at++;
    if (char === '^' || char === '$') {
      this.bound = true;
      return assertion(1);
    }
    return this.#set(char === '.' ? ALL : charsOf(char, this.#ignoreCase));
  }

  #set(chars: Chars): Part {
    this.chars |= chars;
    return setOf(chars);
  }

  #escape(): Part {
    const letter = this.#text.charAt(this.#at + 1);
    if (letter === 'b' || letter === 'B') {
      this.#at += 2;
      return assertion(1);
    }
    if (/[1-9kpP]/.test(letter)) throw new Refused('a back reference or a property of characters');
    const form = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[A-Za-z]|[\s\S])/y;
    return this.#probe(form);
  }

  #class(): Part {
    return this.#probe(/\[(?:[^\]\\]|\\[\s\S])*\]/y);
  }

  #probe(form: RegExp): Part {
    form.lastIndex = this.#at;
    const source = form.exec(this.#text)?.[0];
    if (source === undefined) throw new Refused('an unbalanced `[`');
    this.#at = form.lastIndex;
    return this.#set(charsOfClass(source, this.#ignoreCase));
  }
}

/** What is known of a body that is safe to run. */
export interface BodyFacts {
  /** The most steps that one attempt takes before it fails. */
  readonly work: number;
  /** The fewest characters it matches. */
  readonly least: number;
  /** The most characters it matches. */
  readonly most: number;
  /** What it can begin with, and all it can read. */
  readonly first: Chars;
  readonly chars: Chars;
  /** Whether `^` or `$` stands in it. */
  readonly bound: boolean;
}

/**
 * What is known of a body, or why it cannot be used: it is no expression, or could take long on a hostile text. The judgement is
 * on the safe side: of two forms that mean the same, it may refuse the one in which it is not plain where each part ends.
 */
export function bodyFacts(body: string, ignoreCase: boolean = false): BodyFacts | string {
  if (body.length > MAX_BODY) return `is longer than ${MAX_BODY} characters`;
  try {
    const reader = new Reader(body, ignoreCase);
    const part = reader.all();
    const work = part.work(END);
    // What the reader lets pass but the engine does not, such as a range that runs backwards.
    RegExp(body, 'y');
    const { chars, bound } = reader;
    if (work <= MAX_WORK) return { work, least: part.least, most: part.most, first: part.first, chars, bound };
    return 'can match one text in too many ways, or reads too far; let each part end where the next cannot begin, or shorten the ranges';
  } catch (error) {
    return error instanceof Refused ? `holds ${error.message}` : 'is no regular expression';
  }
}

/** Why a body cannot be used; undefined when it can. */
export function bodyFault(body: string, ignoreCase: boolean = false): string | undefined {
  const facts = bodyFacts(body, ignoreCase);
  return typeof facts === 'string' ? facts : undefined;
}
