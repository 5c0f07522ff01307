/** ASCII characters, one bit each, and one for all others. */
type Chars = bigint;

const OTHERS: Chars = 1n << 128n;
const ALL: Chars = (OTHERS << 1n) - 1n;
/** Steps that one attempt at a body may cost before it fails. */
const MAX_WORK = 16_384;
const MAX_BODY = 2000;
const MAX_NESTING = 16;

/** Nothing stands behind: an attempt that comes this far does not fail any more. */
const END: Chars = 0n;

/** What a part of a body can do, when `follow` can stand behind it. All numbers are upper bounds. */
interface Part {
  /** The characters it can begin with. */
  readonly first: Chars;
  readonly nullable: boolean;
  /** In how many ways it can match one text. */
  readonly ways: (follow: Chars) => number;
  /** The steps that all these ways take. */
  readonly work: (follow: Chars) => number;
  /** Whether it is one character out of a set. */
  readonly single: boolean;
}

const one = (): number => 1;

function setOf(chars: Chars): Part {
  return { first: chars, nullable: false, ways: one, work: one, single: true };
}

/** Reads nothing; what stands behind it can be anything. */
function assertion(work: number): Part {
  return { first: ALL, nullable: true, ways: one, work: () => work, single: false };
}

const bit = (code: number): Chars => (code < 128 ? 1n << BigInt(code) : OTHERS);

/** What can stand for characters beyond ASCII. */
const BEYOND = /[^\0-\x7f]|\\[uxcDWSs]|^\[\^/;

function charsWhere(test: RegExp): Chars {
  let out = 0n;
  for (let code = 0; code < 128; code++) if (test.test(String.fromCharCode(code))) out |= bit(code);
  return out;
}

function sequence(parts: readonly Part[]): Part {
  let first = 0n;
  let nullable = true;
  for (const part of parts) {
    if (nullable) first |= part.first;
    nullable &&= part.nullable;
  }
  /** From right to left, since each way of a part tries all that is behind it. */
  const fold = (follow: Chars): { ways: number; work: number } => {
    let [ways, work, behind] = [1, 0, follow];
    for (const part of parts.toReversed()) {
      const own = part.ways(behind);
      work = part.work(behind) + own * work;
      ways *= own;
      behind = part.nullable ? part.first | behind : part.first;
    }
    return { ways, work };
  };
  return { first, nullable, ways: (follow) => fold(follow).ways, work: (follow) => fold(follow).work, single: false };
}

function alternatives(parts: readonly Part[]): Part {
  const [only, ...more] = parts;
  if (only !== undefined && more.length === 0) return only;
  let first = 0n;
  let apart = true;
  for (const part of parts) {
    apart &&= (first & part.first) === 0n && !part.nullable;
    first |= part.first;
  }
  return {
    first,
    nullable: parts.some((part) => part.nullable),
    ways: (follow) =>
      parts.map((part) => part.ways(follow)).reduce((total, of) => (apart ? Math.max(total, of) : total + of), 0),
    work: (follow) => parts.reduce((total, part) => total + part.work(follow), 0),
    single: false,
  };
}

function repeat(part: Part, min: number, max: number): Part {
  // Where what follows cannot begin like one more repetition, there is one count to stop at; else each count is a way.
  const counts = (follow: Chars): number =>
    (part.first & follow) === 0n && !part.nullable ? 1 : Math.max(1, max - min + 1);
  const inner = (follow: Chars): number => part.ways(part.first | follow) * (part.nullable ? 2 : 1);
  return {
    first: part.first,
    nullable: part.nullable || min === 0,
    ways: (follow) => (part.single ? counts(follow) : counts(follow) * inner(follow) ** max),
    work: (follow) => {
      if (part.single) return follow === END ? Math.max(min, 1) : max;
      return part.work(part.first | follow) * max * inner(follow) ** max;
    },
    single: false,
  };
}

class Refused extends Error {}

/** Reads the part of the syntax that a body may use, from left to right. */
class Reader {
  #at = 0;
  #nesting = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
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
    if (this.#take('*') || this.#take('+')) throw new Refused('an unbounded quantifier; use `{1,64}`');
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
    if (found[2] === '') throw new Refused('an unbounded quantifier; use `{1,64}`');
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
    if (char === '^' || char === '$') return assertion(1);
    return setOf(char === '.' ? ALL : bit(char.charCodeAt(0)));
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

  /** What a class or an escape stands for is asked of the engine that will run it. */
  #probe(form: RegExp): Part {
    form.lastIndex = this.#at;
    const source = form.exec(this.#text)?.[0];
    if (source === undefined) throw new Refused('an unbalanced `[`');
    this.#at = form.lastIndex;
    return setOf(charsWhere(new RegExp(`^${source}$`)) | (BEYOND.test(source) ? OTHERS : 0n));
  }
}

/**
 * Why the body of a rule of one's own could take long on a hostile text; undefined when it cannot. The judgement is on the safe
 * side: of two forms that mean the same, it may refuse the one in which it is not plain where each part ends.
 */
export function bodyFault(body: string): string | undefined {
  if (body.length > MAX_BODY) return `is longer than ${MAX_BODY} characters`;
  try {
    if (new Reader(body).all().work(END) <= MAX_WORK) return undefined;
    return 'can match one text in too many ways, or reads too far; let each part end where the next cannot begin, or shorten the ranges';
  } catch (error) {
    return error instanceof Refused ? `holds ${error.message}` : 'is no regular expression';
  }
}
