import { HAS_CALL, HAS_DIGITS, HAS_MAIL } from '../bits.ts';
import { isWordAt } from '../features.ts';
import type { ScanRule } from '../rule.ts';

/** Final labels that are file endings: `logo@2x.png` and `worker@esm.js` are no addresses. */
const FILE_ENDINGS: ReadonlySet<string> = new Set(
  'png jpg jpeg gif svg webp avif ico js mjs cjs ts mts cts jsx tsx css scss json map md html htm txt xml yml yaml toml lock log gz zip tgz pdf csv sql wasm woff ttf local internal'.split(
    ' ',
  ),
);

function isLocal(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code > 127 ||
    '.!#$*+-/^_`{|}~'.includes(String.fromCharCode(code))
  );
}

function isDomain(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code > 127 ||
    code === 45 ||
    code === 46
  );
}

/** Where the domain behind an `@` ends, or -1 when it is none. RFC 5321: at most 255 characters, labels of letters at the end. */
function domainEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && end - from < 255 && isDomain(text.charCodeAt(end))) end++;
  while (end > from && (text[end - 1] === '.' || text[end - 1] === '-')) end--;
  const labels = text.slice(from, end).split('.');
  const last = labels.at(-1) ?? '';
  const sound = labels.length > 1 && labels.every((label) => label.length > 0 && label.length < 64);
  return sound &&
    /^(?:xn--[A-Za-z0-9-]{2,59}|[A-Za-z\u0080-\uffff]{2,24})$/.test(last) &&
    !FILE_ENDINGS.has(last.toLowerCase())
    ? end
    : -1;
}

/** Longest user part of an address that is looked at. */
const MAX_USER = 255;

/** Whether the place lies between `://` and the path: what stands before `@` there are credentials, with a rule of their own. */
function inAuthority(text: string, index: number): boolean {
  // Searched within a window: in a text without `://` each address would be searched back to the beginning.
  const before = text.slice(Math.max(0, index - MAX_USER), index);
  const slashes = before.lastIndexOf('://');
  return slashes !== -1 && !/[\s/?#]/.test(before.slice(slashes + 3));
}

function scanAddress(text: string, at: number, width: number, emit: (start: number, end: number) => void): void {
  let start = at;
  while (start > 0 && at - start < 64 && isLocal(text.charCodeAt(start - 1))) start--;
  // A path in front of the name belongs to no address: node_modules/.pnpm/name@host
  const slash = text.slice(start, at).lastIndexOf('/');
  if (slash !== -1) start += slash + 1;
  while (start < at && text[start] === '.') start++;
  if ((text[start - 1] === ':' || text[start - 1] === '/') && inAuthority(text, start)) return;
  const end = start === at ? -1 : domainEnd(text, at + width);
  if (end === -1 || (text[end] === ':' && text.slice(start, at) === 'git')) return;
  emit(start, end);
}

const email: ScanRule = {
  kind: 'scan',
  id: 'email',
  class: 'personal',
  source: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1',
  examples: ['jane.doe@example.com', 'jane%40example.com'],
  needs: HAS_MAIL,
  scan(text, emit) {
    for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) scanAddress(text, at, 1, emit);
    for (let at = text.indexOf('%40'); at !== -1; at = text.indexOf('%40', at + 1)) scanAddress(text, at, 3, emit);
  },
};

const E164 = /\+(?:\(?[1-9]\d{0,3}\)?)(?:[ .\-/]?\(?\d{1,5}\)?){1,7}/y;
const NANP = /\([2-9]\d{2}\) ?\d{3}[-. ]\d{4}(?![A-Za-z0-9])/g;

const phone: ScanRule = {
  kind: 'scan',
  id: 'phone',
  class: 'personal',
  source: 'https://www.itu.int/rec/T-REC-E.164',
  examples: ['+4915112345678', '+1 (415) 555-0132'],
  needs: HAS_DIGITS | HAS_CALL,
  scan(text, emit) {
    for (let at = text.indexOf('+'); at !== -1; at = text.indexOf('+', at + 1)) {
      if (isWordAt(text, at - 1) || text[at - 1] === '+' || text[at - 1] === '.') continue;
      E164.lastIndex = at;
      const found = E164.exec(text)?.[0];
      if (found === undefined || isWordAt(text, at + found.length)) continue;
      const digits = found.replaceAll(/\D/g, '').length;
      if (digits >= 8 && digits <= 15) emit(at, at + found.length);
    }
    for (const match of text.matchAll(NANP))
      if (!isWordAt(text, match.index - 1)) emit(match.index, match.index + match[0].length);
  },
};

export const personalRules: readonly ScanRule[] = [email, phone];
