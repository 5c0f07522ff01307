import { HAS_MAIL } from '../bits.ts';
import type { ScanRule } from '../rule.ts';
import { zoneRules } from './mrz.ts';
import { nationalRules } from './national.ts';
import { phoneRules } from './phone.ts';

/** Final labels that are file endings: `logo@2x.png` and `worker@esm.js` are no addresses. */
const FILE_ENDINGS: ReadonlySet<string> = new Set(
  'png jpg jpeg gif svg webp avif ico js mjs cjs ts mts cts jsx tsx css scss json map md html htm txt xml yml yaml toml lock log gz zip tgz pdf csv sql wasm woff ttf local internal service socket timer target mount slice scope device localdomain lan'.split(
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

/** Where a user part in quotes begins: `"jane doe"@example.com`, also with the quotes escaped. */
function quotedStart(text: string, quote: number): number {
  const from = text.lastIndexOf('"', quote - 1);
  if (from === -1 || quote - from > 66 || quote - from < 3 || text.slice(from, quote).includes('\n')) return quote + 1;
  return text[from - 1] === '\\' && text[quote - 1] === '\\' ? from - 1 : from;
}

function scanAddress(text: string, at: number, width: number, emit: (start: number, end: number) => void): void {
  let start = at;
  while (start > 0 && at - start < 64 && isLocal(text.charCodeAt(start - 1))) start--;
  if (start === at && text[at - 1] === '"') start = quotedStart(text, at - 1);
  // A path in front of the name belongs to no address: node_modules/.pnpm/name@host
  const slash = text.slice(start, at).lastIndexOf('/');
  if (slash !== -1) start += slash + 1;
  while (start < at && text[start] === '.') start++;
  if ((text[start - 1] === ':' || text[start - 1] === '/') && inAuthority(text, start)) return;
  const end = start === at ? -1 : domainEnd(text, at + width);
  if (end === -1 || ((text[end] === ':' || text.startsWith('%3A', end)) && text.slice(start, at) === 'git')) return;
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

/** How people write an address so that no machine reads it. */
const ENDING = 'com|org|net|edu|gov|info|biz|dev|app|cloud|online|[b-hj-np-z][a-z]|i[deelt]|is|io|a[etu]|in';
const NAME = '[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}';
const LABEL = '[A-Za-z0-9][A-Za-z0-9-]{0,62}';
const SPOKEN: readonly RegExp[] = [
  new RegExp(String.raw`(?<![\w.-])${NAME} at ${LABEL}(?: dot ${LABEL}){0,3} dot (?:${ENDING})(?![\w-])`, 'gi'),
  new RegExp(
    String.raw`(?<![\w.-])${NAME} ?[([{<]at[)\]}>] ?${LABEL}(?: ?[([{<]dot[)\]}>] ?${LABEL}|\.${LABEL}){0,3}(?: ?[([{<]dot[)\]}>] ?|\.)(?:${ENDING})(?![\w-])`,
    'gi',
  ),
  new RegExp(
    String.raw`(?<![\w.-])[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}_at_${LABEL}(?:_dot_${LABEL}){0,3}_dot_(?:${ENDING})(?![\w-])`,
    'gi',
  ),
];

/** `look at example dot com`: words of a sentence in front of a place, and nobody's name. */
const PROSE: ReadonlySet<string> = new Set(
  'look looked looking looks point points pointed pointing see seen is are was were be been it us site sites page pages hosted hosts served available live lives living found find visit up out here there only works working worked start starts starting arrive arrived arrives stop available us them him her me you everyone people meeting meet online docs documentation website blog shop store read more down running runs run sign register signup anything something'.split(
    ' ',
  ),
);

function isSpoken(found: string): boolean {
  const [first = '', second = ''] = found.split(' ');
  if (second.toLowerCase() === 'at' && PROSE.has(first.toLowerCase())) return false;
  const last = /[a-z]{1,24}$/.exec(found.toLowerCase())?.[0] ?? '';
  return !FILE_ENDINGS.has(last);
}

const spoken: ScanRule = {
  kind: 'scan',
  id: 'email-spoken',
  class: 'personal',
  source: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1',
  examples: ['jane at example dot com'],
  // A word before `_` is announced by nothing.
  needs: 0,
  scan(text, emit) {
    if (!/dot/i.test(text)) return;
    for (const form of SPOKEN) {
      for (const match of text.matchAll(form)) {
        if (isSpoken(match[0])) emit(match.index, match.index + match[0].length);
      }
    }
  },
};

const IPV4 = /(?<![\w.-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w-]|\.\d)/g;
const IPV6 =
  /(?<![\w:.])(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){7}|(?=[0-9a-fA-F:]{0,39}::)(?:[0-9a-fA-F]{1,4})?(?::{1,2}[0-9a-fA-F]{1,4}){1,7}(?:::)?)(?![\w:])/g;

/** Off unless a policy asks for the class. */
const address: ScanRule = {
  kind: 'scan',
  id: 'ip-address',
  class: 'network',
  source: 'https://www.rfc-editor.org/rfc/rfc5952',
  examples: ['203.0.113.7', '2001:db8::8a2e:370:7334'],
  needs: 0,
  scan(text, emit) {
    for (const form of [IPV4, IPV6])
      for (const match of text.matchAll(form)) emit(match.index, match.index + match[0].length);
  },
};

export const personalRules: readonly ScanRule[] = [
  email,
  ...phoneRules,
  spoken,
  ...nationalRules,
  ...zoneRules,
  address,
];
