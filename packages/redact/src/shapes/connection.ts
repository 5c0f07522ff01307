import { HAS_AT, HAS_COMMAND, HAS_LABEL } from '../bits.ts';
import { COMMAND, eachWord, isLetterOrDigit } from '../endings.ts';
import type { ScanRule } from '../rule.ts';
import { isSecretWord, NEAR } from './guess.ts';
import { isMarker } from './marker.ts';

// Credentials whose place alone says what they are: data source names without a scheme, lines of password files, one-time
// links.

const DRIVER = /(?<![\w.-])[\w.-]{1,64}:([^\s@"'`]{1,128})@(?:tcp|unix|udp)6?\(/g;
const ORACLE = /\bjdbc:oracle:[a-z0-9]{1,12}:[\w$#]{1,64}\/([^\s@"'/]{1,128})@/g;
/** `domain/jane:…@host`; a tag and a digest of an image look alike. */
const DOMAIN = /(?<![\w/.:@%+-])[\w.-]{1,64}\/[\w.-]{1,64}:([^\s:@/"'`<>()]{4,128})@(?!sha\d)(?=[A-Za-z0-9])/g;
const BARE =
  /(?<![\w/.:@%+-])[A-Za-z_][\w.-]{0,63}:([^\s:@/"'`<>()]{4,128})@(?=[A-Za-z0-9])([\w-]{1,63}(?:\.[\w-]{1,63}){0,6})(:\d{2,5})?/g;

const credentials: ScanRule = {
  kind: 'scan',
  id: 'dsn-credentials',
  class: 'secret',
  source: 'https://github.com/go-sql-driver/mysql#dsn-data-source-name',
  examples: [['jane', 'hunter2now@tcp(db:3306)/app'].join(':'), ['jane', 'hunter2now@localhost:5432'].join(':')],
  needs: HAS_AT | HAS_LABEL,
  scan(text, emit) {
    for (const form of [DRIVER, ORACLE]) {
      for (const match of text.matchAll(form)) {
        const at = match.index + match[0].lastIndexOf('@');
        const value = match[1] ?? '';
        if (!isMarker(value)) emit(at - value.length, at);
      }
    }
    for (const match of text.matchAll(DOMAIN)) {
      const value = match[1] ?? '';
      const end = match.index + match[0].length - 1;
      if (isSecretWord(value, NEAR) && !isMarker(value)) emit(end - value.length, end);
    }
    for (const match of text.matchAll(BARE)) {
      const value = match[1] ?? '';
      const host = match[2] ?? '';
      if (match[0].startsWith('redacted:')) continue;
      if (/^v?\d+(?:\.|$)/.test(host) || !(isSecretWord(value, NEAR) || (match[3] !== undefined && value.length > 5)))
        continue;
      const from = match.index + match[0].indexOf(':') + 1;
      if (!isMarker(value)) emit(from, from + value.length);
    }
  },
};

const PGPASS =
  /(?<![^\s"'=])(?:[\w.*-]{1,253}|\[[\da-f:.]{2,45}\]):(?:\d{3,5}|\*):([\w*.-]{1,63}):([\w*.-]{1,63}):([^\s:"'][^\s"']{0,255})/g;

const pgpass: ScanRule = {
  kind: 'scan',
  id: 'pgpass',
  class: 'secret',
  source: 'https://www.postgresql.org/docs/current/libpq-pgpass.html',
  examples: ['db.example.com:5432:orders:jane:hunter2now'],
  needs: HAS_LABEL,
  scan(text, emit) {
    if (!/:(?:\d{3,5}|\*):/.test(text)) return;
    for (const match of text.matchAll(PGPASS)) {
      // Groups of hexadecimal digits are an address of a network.
      if (!/[g-z_*]/i.test(`${match[1]}${match[2]}`)) continue;
      const end = match.index + match[0].length;
      const value = match[3] ?? '';
      if (!isMarker(value) && !/^\d{1,6}$/.test(value)) emit(end - value.length, end);
    }
  },
};

/** Private part of a PuTTY key, which has no line that ends it but its checksum. */
const putty: ScanRule = {
  kind: 'scan',
  id: 'putty-key',
  class: 'secret',
  source: 'https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html',
  examples: [
    `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${'AAAAIB3x'.repeat(6)}\nPrivate-MAC: 0a1b2c3d4e5f`,
  ],
  needs: HAS_LABEL,
  scan(text, emit) {
    const sign = 'Private-Lines:';
    const head = text.indexOf('PuTTY-User-Key-File');
    if (head === -1) return;
    for (let at = text.indexOf(sign, head); at !== -1;) {
      const start = at + sign.length;
      const mac = text.indexOf('Private-MAC:', start);
      const rest =
        mac === -1 ? '' : (/^Private-MAC:\s{0,2}[0-9a-f]{0,128}/.exec(text.slice(mac, mac + 160))?.[0] ?? '');
      const end = mac === -1 ? text.length : mac + rest.length;
      emit(start, end);
      at = text.indexOf(sign, end);
    }
  },
};

/** Words of a path behind which a one-time secret stands, and those behind which it may as well be an ID. */
const LINKS: ReadonlySet<string> = new Set(
  'password reset invite invites invitation invitations verify verification confirm confirmation activate activation magic unsubscribe recover recovery otp onetime accept login signin signup'.split(
    ' ',
  ),
);
const LISTS: ReadonlySet<string> = new Set('token tokens key keys share shares auth session sessions join'.split(' '));
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A file of source code, with the line and column that stacks and compilers give. */
const FILE =
  /^[\w-]{1,64}(?:\.[\w-]{1,64}){0,3}\.(?:[cm]?[jt]sx?|json|html?|s?css|py|rb|go|rs|java|kt|cs|php|vue|svelte|mdx?|ya?ml|xml|map|snap|sh|sql)(?::\d{1,6}){0,2}$/;

function isToken(value: string, strong: boolean): boolean {
  if (value.length < 10 || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (FILE.test(value)) return false;
  if (UUID.test(value)) return strong;
  if (/^[A-Za-z]{2,24}(?:[-_.][A-Za-z0-9]{1,12}){1,6}$/.test(value) || /^\d+[-_][A-Za-z_-]+$/.test(value)) return false;
  return strong || (value.length >= 24 && /[A-Z]/.test(value) && /[a-z]/.test(value));
}

const path: ScanRule = {
  kind: 'scan',
  id: 'url-path-token',
  class: 'secret',
  source: 'https://cheatsheetseries.owasp.org/cheatsheets/Forgot_Password_Cheat_Sheet.html#url-tokens',
  examples: ['/reset-password/aB3dE5fG7hJ9kL2m', 'https://example.com/invite/aB3dE5fG7hJ9kL2m?x=1'],
  needs: HAS_COMMAND,
  scan(text, emit) {
    eachWord(text, COMMAND, (start, end) => {
      const code = text.charCodeAt(end);
      const word = end - start < 16 ? text.slice(start, end).toLowerCase() : '';
      const strong = LINKS.has(word);
      if (!strong && !LISTS.has(word)) return 0;
      let segment = start;
      while (start - segment < 32 && /[\w-]/.test(text.charAt(segment - 1))) segment--;
      if (text[segment - 1] !== '/') return 0;
      let from = end;
      while (from - end < 24 && (text[from] === '-' || text[from] === '_' || isLetterOrDigit(text.charCodeAt(from))))
        from++;
      if (text[from] !== '/' || (code !== 47 && !strong)) return 0;
      from++;
      // The number of the user or of the project may stand before it.
      for (let segments = 0; segments < 3; segments++) {
        let to = from;
        while (to - from < 512 && /[\w.~=+:-]/.test(text.charAt(to))) to++;
        if (isToken(text.slice(from, to), strong)) {
          emit(from, to);
          return to;
        }
        if (text[to] !== '/') return 0;
        from = to + 1;
      }
      return 0;
    });
  },
};

/** What a picture of a network's password says (https://github.com/zxing/zxing/wiki/Barcode-Contents#wi-fi-network-config-android-ios-11). */
const wifi: ScanRule = {
  kind: 'scan',
  id: 'wifi-password',
  class: 'secret',
  source: 'https://github.com/zxing/zxing/wiki/Barcode-Contents#wi-fi-network-config-android-ios-11',
  examples: ['WIFI:T:WPA;S:office;P:hunter2now;;'],
  needs: HAS_LABEL,
  scan(text, emit) {
    for (let at = text.indexOf('WIFI:'); at !== -1; at = text.indexOf('WIFI:', at + 5)) {
      const form = /WIFI:(?:[TSHEAIR]:[^;\s]{0,64};){0,4}P:((?:[^;\\\s]|\\.){1,128});/y;
      form.lastIndex = at;
      const found = form.exec(text);
      if (found !== null && !isMarker(found[1] ?? ''))
        emit(form.lastIndex - 1 - (found[1]?.length ?? 0), form.lastIndex - 1);
    }
  },
};

export const connectionRules: readonly ScanRule[] = [credentials, pgpass, putty, path, wifi];
