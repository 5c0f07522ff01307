import { charTable } from './char-table.ts';
import type { Span } from './collector.ts';
import type { IsPlain } from './plain.ts';

// Most texts that hold something hold one thing that a cheap rule finds, between plain words: an address, a vendor's key, a
// token in a query. When all that is left around the finds is plain, no other rule has anything to look at, and the text is
// not searched again.

const NAME = String.raw`[\w.~-]{1,64}`;
const KEPT = String.raw`(?:-?\d{1,6}|true|false|yes|no|on|off|asc|desc)?`;
/** A query, or what follows one of its values, as the rule for queries leaves it: names, page numbers and switches. */
const QUERY = new RegExp(String.raw`[?&](?:${NAME}=${KEPT}(?:&|(?=[ ,)]|$))){1,32}`, 'y');
/** The name of a scheme belongs to the credential behind it. */
const SCHEME = /[A-Za-z0-9-]{4,20}[ \t]{1,3}$/;

/** A sign behind a find can belong to a name before it. */
const SIGN = /^\s{0,4}[:=]/;
const EQUALS = 61;

const GLUE: Uint8Array = Uint8Array.from(charTable(['A-Za-z0-9_~+/-', 1]));

/** Whether the character could be a part of the find beside it: then the find may be only a piece of something longer. */
function isGlued(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return code < 128 ? GLUE[code] === 1 : code > 127;
}

/** Makes the check of what is left around finds. */
export function createSettled(isQuiet: IsPlain): (text: string, spans: readonly Span[]) => boolean {
  /** `inQuery` says that the find before it is a value of a query. */
  function isRest(text: string, inQuery: boolean): boolean {
    if (isQuiet(text)) return !SIGN.test(text);
    const at = inQuery && text.startsWith('&') ? 0 : text.indexOf('?');
    if (at === -1) return false;
    QUERY.lastIndex = at;
    if (!QUERY.test(text)) return false;
    const end = QUERY.lastIndex;
    return isQuiet(text.slice(0, at)) && isQuiet(text.slice(end));
  }

  return (text, spans) => {
    let from = 0;
    let inQuery = false;
    for (const { start, end, rule } of spans) {
      if (isGlued(text, start - 1) || isGlued(text, end)) return false;
      const before = text.slice(from, start);
      if (!isRest(rule.id === 'authorization' ? before.replace(SCHEME, '') : before, inQuery)) return false;
      from = end;
      inQuery = text.charCodeAt(start - 1) === EQUALS;
    }
    return isRest(from === 0 ? text : text.slice(from), inQuery);
  };
}
