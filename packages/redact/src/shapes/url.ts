import { HAS_AT, HAS_EQUALS, HAS_QUERY, HAS_URL } from '../bits.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit, ScanRule } from '../rule.ts';

const STOP = 0;
const PLAIN = 1;
const ENDS: ReadonlySet<number> = new Set([7, 27, 32, 9, 10, 13, 34, 39, 60, 62, 96, 92, 41, 124, 123, 125]);

function kindAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return Number.isNaN(code) || ENDS.has(code) ? STOP : PLAIN;
}

/** `scheme://user:password@host`: everything between the slashes and the last `@` before the path. */
const credentials: ScanRule = {
  kind: 'scan',
  id: 'url-credentials',
  class: 'secret',
  source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  examples: [['postgres://app', 'passw0rd@db.example/x'].join(':')],
  needs: HAS_URL | HAS_AT,
  scan(text, emit) {
    for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
      const start = at + 3;
      let last = -1;
      let colon = false;
      // A password may hold a slash by mistake, so the search goes on past one once a colon was seen; 1,024 characters bound it.
      for (let i = start; i < text.length && i - start < 1024 && kindAt(text, i) !== STOP; i++) {
        const code = text.charCodeAt(i);
        const path = code === 47 || code === 63 || code === 35;
        if (code === 64) last = i;
        else if (path && (last !== -1 || !colon)) break;
        else if (code === 58) {
          if (text.startsWith('//', i + 1)) break;
          colon = true;
        }
      }
      if (last > start && !isPathSign(text, start, last) && !isNobody(text.slice(start, last))) emit(start, last);
    }
  },
};

/** What stands in place of both in documentation, and a password that somebody has masked. */
const MASKED = /^(?:[A-Za-z_]{1,32}:\*{3,16}|USER(?:NAME)?:PASS(?:WORD)?)$/;

/** `ssh://git@…`: the name that every user of a host has; `$DB_USER:$DB_PASS@`: values of the environment. */
function isNobody(user: string): boolean {
  return (
    user === 'git' ||
    MASKED.test(user) ||
    (user.length < 90 && /^\$\{?[A-Za-z_]{1,40}\}?(?::\$\{?[A-Za-z_]{1,40}\}?)?$/.test(user))
  );
}

/** `https://host:8080/@scope/name` has a port, not a password. */
function isPathSign(text: string, start: number, last: number): boolean {
  return (
    /^[^@/?#]*:\d{1,5}[/?#]/.test(text.slice(start, Math.min(last, start + 270))) ||
    /^[^:@/?#]*[/?#]/.test(text.slice(start, last))
  );
}

/** Signatures and one-time values that only mean something in an address. */
const QUERY_SECRETS: ReadonlySet<string> = new Set([
  'sig',
  'signature',
  'code',
  'key',
  'hmac',
  'ticket',
  'assertion',
  'otp',
  'hash',
  'nonce',
  'state',
]);
/** Values that name nobody and open nothing: page numbers and switches. */
const HARMLESS =
  /^(?:-?\d{1,6}(?:\.\d{1,3})?|\d{1,4}(?:\.\d{1,4}){1,3}|\d{4}-\d{2}-\d{2}|true|false|yes|no|on|off|asc|desc|null|none|disable|enable|require|prefer)?$/i;

/** Names of what steers a list or a page; a word or two of their values say nothing of anybody. */
const STEERING: ReadonlySet<string> = new Set(
  'page per_page perpage page_size pagesize limit offset sort sort_by sortby order order_by orderby dir direction lang language locale hl tab view format fmt size width height w h fields include expand theme currency unit units tz timezone status type kind category utm_source utm_medium utm_campaign response_type grant_type scope prompt'.split(
    ' ',
  ),
);
const STEERED = /^[A-Za-z]{1,20}\d{0,3}(?:[_.,/-][A-Za-z]{1,20}\d{0,3}){0,3}$/;

function isHarmless(name: string, value: string): boolean {
  return HARMLESS.test(value) || (STEERING.has(name.toLowerCase()) && STEERED.test(value));
}

/** Hides each value of a query or a form-encoded fragment and keeps the names. */
function scanPairs(text: string, from: number, keys: KeyIndex, emit: Emit): number {
  let i = from;
  while (kindAt(text, i) === PLAIN) {
    let equals = -1;
    let end = i;
    for (; kindAt(text, end) === PLAIN; end++) {
      const code = text.charCodeAt(end);
      if (code === 38 || code === 59 || code === 35) break;
      if (code === 61 && equals === -1) equals = end;
    }
    if (equals !== -1) {
      const name = decode(text.slice(Math.max(i, equals - 128), equals));
      const value = text.slice(equals + 1, Math.min(end, equals + 90));
      const rule = keys.decide(name);
      const sensitive = rule !== undefined || QUERY_SECRETS.has(name.toLowerCase());
      if (end > equals + 1 && (sensitive || !isHarmless(name, value))) emit(equals + 1, end, rule);
    }
    i = end + 1;
  }
  return i;
}

function decode(name: string): string {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const PAIR = /[A-Za-z0-9_.~%[\]$:+-]{1,128}=/y;

/** Values in queries and fragments of addresses, absolute or not: `/reset?t=…`, `https://app/#access_token=…`. */
export function urlRules(keys: KeyIndex): readonly ScanRule[] {
  const query: ScanRule = {
    kind: 'scan',
    id: 'url-query',
    class: 'secret',
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.4',
    examples: ['https://example.com/share?link=abcdefgh', '/callback?user=jane'],
    needs: HAS_QUERY | HAS_EQUALS,
    scan(text, emit) {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code !== 63 && code !== 35) continue;
        // In prose a question mark follows a word and a space follows it; in an address a name and `=` follow.
        PAIR.lastIndex = i + (text[i + 1] === '/' ? 2 : 1);
        if (PAIR.test(text)) i = scanPairs(text, i + 1, keys, emit) - 1;
      }
    },
  };
  return [credentials, query];
}
