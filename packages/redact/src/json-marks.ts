import { isCount } from './settings.ts';
import type { Span } from './collector.ts';

/** A number, `true` or `false`, as JSON writes it, and in front of what JSON goes on with. */
const BARE = /(?:-?\d[\d.eE+-]{0,63}|true|false)(?=\s{0,16}(?:[,}\]]|$))/y;
/** The name in front, with the escapes of its quote where the JSON stands within a text. */
const NAME = /([\w .-]{0,64})(\\{0,15}")\s{0,16}:\s{0,16}$/;
const LONGEST = 112;
/** What is more than the brackets and commas of JSON. */
const SIGNIFICANT = /[^\s[\]{},]/;
/** What stands between the numbers of a list. */
const LISTED: ReadonlySet<string> = new Set('0123456789.eE+-, \t\r\n[]');

const LONGEST_LIST = 4096;

/** Where the list begins whose numbers stand before `start`; `start` where there is none. */
function listStart(text: string, start: number): number {
  let at = start;
  while (at > 0 && start - at < LONGEST_LIST && LISTED.has(text.charAt(at - 1))) at--;
  while (at < start && text.charCodeAt(at) <= 32) at++;
  return text.charAt(at) === '[' ? at : start;
}

/** How a find is written in the text. */
export interface Mark {
  readonly end: number;
  /** What stands around the mark; empty where it may stand bare. */
  readonly quote: string;
}

/**
 * A value that stood bare in JSON gets quotes around its mark, so that it is JSON still. Undefined for one that stays, as it
 * does in a field of that name: a count, or brackets with nothing in them.
 */
export function markOf(text: string, { start, end, rule }: Span): Mark | undefined {
  if (!SIGNIFICANT.test(text.slice(start, end))) return undefined;
  BARE.lastIndex = start;
  const behind = BARE.test(text) ? BARE.lastIndex : Infinity;
  // A find may reach over the brackets and commas behind: no such value holds one.
  if (behind > end || SIGNIFICANT.test(text.slice(behind, end))) return { end, quote: '' };
  const from = listStart(text, start);
  const [, name = '', quote = ''] = NAME.exec(text.slice(Math.max(0, from - LONGEST), from)) ?? [];
  if (quote === '') return { end, quote };
  const stays = from === start && rule.id.startsWith('key-') && isCount(name, Number(text.slice(start, behind)));
  return stays ? undefined : { end: behind, quote };
}
