import { ALL, type Chars } from './char-sets.ts';

/** Nothing stands behind: an attempt that comes this far does not fail any more. */
export const END: Chars = 0n;

/** What a part of a body can do, when `follow` can stand behind it. All numbers are upper bounds. */
export interface Part {
  /** The characters it can begin with. */
  readonly first: Chars;
  readonly nullable: boolean;
  /** In how many ways it can match one text. */
  readonly ways: (follow: Chars) => number;
  /** The steps that all these ways take. */
  readonly work: (follow: Chars) => number;
  /** The fewest characters it matches. */
  readonly least: number;
  /** The most that it reads, of what it matches. */
  readonly most: number;
  /** Whether it is one character out of a set. */
  readonly single: boolean;
}

/** Groups within groups ask the same again and again, which would take twice as long for each level. */
function remembered<T>(answer: (follow: Chars) => T): (follow: Chars) => T {
  const known = new Map<Chars, T>();
  return (follow) => {
    const found = known.get(follow);
    if (found !== undefined) return found;
    const made = answer(follow);
    known.set(follow, made);
    return made;
  };
}

const one = (): number => 1;

export function setOf(chars: Chars): Part {
  return { first: chars, nullable: false, ways: one, work: one, least: 1, most: 1, single: true };
}

/** Reads nothing; what stands behind it can be anything. */
export function assertion(work: number): Part {
  return { first: ALL, nullable: true, ways: one, work: () => work, least: 0, most: 0, single: false };
}

export function sequence(parts: readonly Part[]): Part {
  let first = 0n;
  let nullable = true;
  for (const part of parts) {
    if (nullable) first |= part.first;
    nullable &&= part.nullable;
  }
  /** From right to left, since each way of a part tries all that is behind it. */
  const fold = remembered((follow: Chars): { ways: number; work: number } => {
    let [ways, work, behind] = [1, 0, follow];
    for (const part of parts.toReversed()) {
      const own = part.ways(behind);
      work = part.work(behind) + own * work;
      ways *= own;
      behind = part.nullable ? part.first | behind : part.first;
    }
    return { ways, work };
  });
  const least = parts.reduce((total, part) => total + part.least, 0);
  const most = parts.reduce((total, part) => total + part.most, 0);
  return {
    first,
    nullable,
    ways: (follow) => fold(follow).ways,
    work: (follow) => fold(follow).work,
    least,
    most,
    single: false,
  };
}

export function alternatives(parts: readonly Part[]): Part {
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
    ways: remembered((follow) =>
      parts.map((part) => part.ways(follow)).reduce((total, of) => (apart ? Math.max(total, of) : total + of), 0),
    ),
    work: remembered((follow) => parts.reduce((total, part) => total + part.work(follow), 0)),
    least: Math.min(...parts.map((part) => part.least)),
    most: Math.max(...parts.map((part) => part.most)),
    single: false,
  };
}

export function repeat(part: Part, min: number, max: number): Part {
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
    least: part.least * min,
    most: part.most * max,
    single: false,
  };
}
