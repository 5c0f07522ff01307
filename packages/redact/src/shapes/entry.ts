import { quoted, type Word, wordAfter } from './sentence.ts';

// Names and values that stand side by side in what a text quotes from JSON, YAML and source code.

const MEMBER =
  /\\{0,2}["'],\s{0,8}\\{0,2}["']?(?:value|val|v|values|data|content)\\{0,2}["']?\s{0,3}[:=]\s{0,3}\[?\\{0,2}(?=["'])/iy;
const MEMBER_NAME = /(?:name|key|k|id|field|header|param)\\{0,2}["']?\s{0,3}[:=]\s{0,3}\\{0,2}["']?[\w.-]{0,64}$/i;

/** `"name":"DB_PASSWORD","value":"…"`: the value of an entry in JSON that stands within a text. */
export function memberAfter(text: string, nameEnd: number): Word | undefined {
  MEMBER.lastIndex = nameEnd;
  if (!MEMBER.test(text) || !MEMBER_NAME.test(text.slice(Math.max(0, nameEnd - 100), nameEnd))) return undefined;
  return quoted(text, MEMBER.lastIndex);
}

const ENTRY = /\n[ \t]{0,32}(?:- )?(?:value|val|data):[ \t]{1,4}/y;

/** `name: DB_PASSWORD` and the value on the next line, as lists of variables are written in YAML. */
export function entryAfter(text: string, end: number): Word | undefined {
  ENTRY.lastIndex = end;
  if (
    !ENTRY.test(text) ||
    !/(?:name|key): ?["']?$/.test(
      text.slice(Math.max(0, end - 160, text.lastIndexOf('\n', end - 1)), end).replace(/[\w-]+$/, ''),
    )
  )
    return undefined;
  return wordAfter(text, ENTRY.lastIndex);
}

/** `('Authorization', '…')`, `define('DB_PASSWORD', '…')`: the value in quotes behind the name in quotes. */
export function tupleAfter(text: string, nameEnd: number): Word | undefined {
  const tuple = /\\{0,2}["'], ?\\{0,2}(?=["'])/y;
  tuple.lastIndex = nameEnd;
  return tuple.test(text) ? quoted(text, tuple.lastIndex) : undefined;
}
