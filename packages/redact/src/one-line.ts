/** Where readers end a line beside `\n`, which JSON escapes: Node's `readline` at the last two, Python's `splitlines` at all. */
const SEPARATOR = /[\u0085\u2028\u2029]/;
const SEPARATORS = /[\u0085\u2028\u2029]/g;

const escapeOf = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** JSON as one line for every reader: outside of its texts there is no such character. */
export const oneLine = (json: string): string => (SEPARATOR.test(json) ? json.replaceAll(SEPARATORS, escapeOf) : json);

/** A text as JSON on one line. */
export const quoted = (text: string): string => oneLine(JSON.stringify(text));
