import type { KeyIndex } from './keys.ts';
import type { KeyRule } from './rule.ts';
import { isNameOfSecret } from './settings.ts';

/** Header names that say a flat list is `[name, value, name, value]`, as node's `rawHeaders` is. */
const COMMON: ReadonlySet<string> = new Set(
  'host accept connection date server via te from origin referer upgrade age etag vary allow range expect pragma cookie authorization location'.split(
    ' ',
  ),
);
/** Names as code and headers have them; `:path` and its like are those of HTTP/2 (RFC 9113, 8.3). */
const NAME = /^(?::(?:method|scheme|authority|path|status|protocol)|[A-Za-z][A-Za-z0-9_.[\]-]{0,63})$/;
/** A name that people wrote: any letters, and up to three words. */
const WRITTEN = /^[^\s?!,;]{1,64}(?: [^\s?!,;]{1,64}){0,2}$/;
const LONGEST_NAME = 64;
/** What stands in lists of nothing but names and words. */
const PLAIN = /^[A-Za-z-]{0,64}$/;
const WORD = /^[a-z]{1,24}$/;
/** A variable of the environment. */
const CONSTANT = /^[A-Z]{2,20}(?:_[A-Z]{2,20}){1,5}$/;
/** Names that stand beside others in lists of fields, of headers and of what a server grants. */
const LISTED: ReadonlySet<string> = new Set(
  'access_token refresh_token id_token device_code client_secret api_key x-api-key x-auth-token x-csrf-token x-xsrf-token csrf_token set-cookie reset_token session_id new_password old_password current_password password_confirmation confirm_password remember_token password_hash password_digest api_token authorization_code private_key_jwt client_secret_post client_secret_basic client_secret_jwt content-type content-length accept accept-language origin cookie user-agent cache-control x-requested-with x-request-id idempotency-key if-match if-none-match range referer host traceparent tracestate'.split(
    ' ',
  ),
);

function isHeaderName(name: string): boolean {
  return name.includes('-') || name.startsWith(':') || COMMON.has(name.toLowerCase());
}

/** Whether a value is one entry of a list of `[name, value]`. */
export function isPair(x: unknown): x is readonly [string, unknown] {
  if (!Array.isArray(x) || x.length !== 2) return false;
  const name: unknown = x[0];
  return typeof name === 'string' && name.length <= LONGEST_NAME && WRITTEN.test(name);
}

/** `--password` or `-Token`, as command lines write the name of what follows. */
const OPTION = /^--?([A-Za-z][A-Za-z0-9_-]{2,63})$/;

/** The rules for the arguments of a command, by position: errors of `node:child_process` carry them as `spawnargs`. */
function argumentLabels(
  x: readonly unknown[],
  count: number,
  keys: KeyIndex,
): readonly (KeyRule | undefined)[] | undefined {
  let labels: (KeyRule | undefined)[] | undefined;
  for (let i = 0; i + 1 < count; i++) {
    const option = x[i];
    const name = typeof option === 'string' && option.startsWith('-') ? OPTION.exec(option)?.[1] : undefined;
    const rule = name === undefined ? undefined : keys.decide(name);
    if (rule === undefined) continue;
    labels ??= [];
    labels[i + 1] = rule;
  }
  return labels;
}

/**
 * The rules for the values of a flat list of names and values, by position. A list of words, such as the required
 * fields of a form, is none: the names must look like headers, or the one value must not look like a word. The arguments of
 * a command count too.
 */
export function flatLabels(
  x: readonly unknown[],
  count: number,
  keys: KeyIndex,
): readonly (KeyRule | undefined)[] | undefined {
  const pairs = pairLabels(x, count, keys);
  const options = argumentLabels(x, count, keys);
  // Both: a header whose value looks like an option must not show the headers behind it.
  return pairs && options ? Array.from({ length: count }, (_, i) => pairs[i] ?? options[i]) : (pairs ?? options);
}

/** Whether what stands in the place of a value is one, and not another name. */
function isValue(name: string, value: unknown, keys: KeyIndex): boolean {
  if (typeof value !== 'string') return true;
  if (WORD.test(value)) return keys.decide(value) === undefined;
  if (LISTED.has(value.toLowerCase()) || (CONSTANT.test(name) && CONSTANT.test(value))) return false;
  return !(isNameOfSecret(name, keys) && isNameOfSecret(value, keys));
}

function pairLabels(
  x: readonly unknown[],
  count: number,
  keys: KeyIndex,
): readonly (KeyRule | undefined)[] | undefined {
  if (count < 2 || typeof x[0] !== 'string') return undefined;
  let found = false;
  let headers = 0;
  let others = 0;
  let isPlain = true;
  const labels: (KeyRule | undefined)[] = [];
  for (let i = 0; i + 1 < count; i += 2) {
    const name = x[i];
    const value = x[i + 1];
    isPlain &&= typeof value === 'string' && PLAIN.test(value);
    if (typeof name !== 'string' || !NAME.test(name)) {
      // A list of headers has few names that are none.
      if (++others > headers + 1) return undefined;
      continue;
    }
    const rule = keys.decide(name);
    const label = rule !== undefined && isValue(name, value, keys) ? rule : undefined;
    labels[i + 1] = label;
    found ||= label !== undefined;
    if (isHeaderName(name)) headers++;
  }
  if (!found) return undefined;
  // Of headers one may lack its value, or have a name that nobody would give it.
  if (others > 0 || x.length % 2 !== 0) return !isPlain && headers * 4 >= count - 1 ? labels : undefined;
  const single = count === 2 && !(typeof x[1] === 'string' && WORD.test(x[1]));
  return headers > 0 || single ? labels : undefined;
}
