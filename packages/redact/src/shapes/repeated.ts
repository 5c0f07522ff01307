import { isMarker } from './marker.ts';
import { quoted } from './sentence.ts';

/** Names that validators repeat the value of. */
const REPEATED: ReadonlySet<string> = new Set('password passphrase passcode secret token key apikey pin'.split(' '));
/** `"password" with value "…" fails`, `must be longer, got '…'`, ``Path `password` (`…`) is shorter``. */
const QUOTED =
  /\\?["'`]? (?:\(|(?:[\w(),.-]{1,16} ){0,12}?(?:with(?: the)? value|has(?: the)? value|got|received|found|was)[: ]{1,2})\\?["'`]/y;

/** Where the value stands that a validator repeats behind the name of a field, without its quotes; undefined where it repeats none. */
export function placeRepeated(text: string, end: number, said: string): { start: number; end: number } | undefined {
  if (!REPEATED.has(said)) return undefined;
  QUOTED.lastIndex = end;
  if (!QUOTED.test(text)) return undefined;
  const start = QUOTED.lastIndex;
  const inner = quoted(text, start - 1);
  if (inner === undefined) return undefined;
  let to = inner.end;
  while (to > start && text.charCodeAt(to - 1) === 92) to--;
  return isMarker(text.slice(start, Math.min(to, start + 140))) ? undefined : { start, end: to };
}
