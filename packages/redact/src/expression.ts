import { lazy } from './lazy.ts';

// Classes such as `\p{L}` take the engine a tenth of a millisecond each time it reads one: when a file is loaded, when the
// expression is made and when it first runs. Expressions with them, and long ones, are written as texts, and made when a text
// needs them.

const all: (() => RegExp)[] = [];

/** A regular expression that is made when it is first asked for. */
export function expression(source: string | (() => string), flags: string): () => RegExp {
  const made = lazy(() => new RegExp(typeof source === 'string' ? source : source(), flags));
  all.push(made);
  return made;
}

/** All of them: each is proven linear, as those that are written out are. */
export const expressions = (): readonly RegExp[] => all.map((made) => made());
