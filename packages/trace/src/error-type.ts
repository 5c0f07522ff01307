/** What it is called where there is no word for it, as in the semantic conventions. */
const OTHER = '_OTHER';

/** Words of the language and the platform, which always stand. */
const COMMON: ReadonlySet<string> = new Set(
  (
    'AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError AbortError TimeoutError ' +
    'ABORT_ERR EACCES EAI_AGAIN EADDRINUSE ECONNABORTED ECONNREFUSED ECONNRESET EHOSTUNREACH EMFILE ENETUNREACH ENOENT ENOSPC ENOTFOUND EPIPE ETIMEDOUT'
  ).split(' '),
);

/**
 * Of all other words, as many of one process as are told apart: `error.type` is a label of metrics, and an application that
 * makes codes of what it is asked for would fill them.
 */
export const MAX_ERROR_TYPES = 50;

// Codes and class names are short words of the platform; anything else could carry data.
const WORD = /^[A-Za-z][A-Za-z0-9_]{0,59}$/;

const seen = new Set<string>();

function isTold(word: string): boolean {
  if (COMMON.has(word) || seen.has(word)) return true;
  if (seen.size >= MAX_ERROR_TYPES) return false;
  seen.add(word);
  return true;
}

function wordOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && WORD.test(code)) return code;
  return typeof name === 'string' && name !== 'Error' && WORD.test(name) ? name : undefined;
}

/**
 * The value of `error.type` for something thrown: its code, else its class, else `_OTHER`, which the 51st word of a process
 * is too. Never its message. It does not throw, whatever reading the error does.
 */
export function errorType(error: unknown): string {
  try {
    const word = wordOf(error);
    return word !== undefined && isTold(word) ? word : OTHER;
  } catch {
    return OTHER;
  }
}
