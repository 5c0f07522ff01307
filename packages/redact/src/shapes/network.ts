import type { Emit } from '../rule.ts';
import { isSecretWord, STATED } from './guess.ts';
import { STATES } from './label-words.ts';
import { isMarker } from './marker.ts';

// Communities, shared keys and passwords as routers, switches, firewalls and VPN daemons keep them in their configuration:
// a place in the line says what they are, and no sign.

interface Line {
  /** What has to stand in the text. */
  readonly sign: string;
  /** The last group is the value, and ends the match; `kind` says how it is kept. */
  readonly form: RegExp;
  /** Behind the value: then any word is one. */
  readonly behind?: RegExp;
}

const LINES: readonly Line[] = [
  {
    sign: 'community',
    form: /\bsnmp(?:-server)? community (?:(?<kind>\d) )?["']?(?<value>[^\s"';]{3,128})/g,
    behind: /^["']? (?:RO|RW|ro|rw|view |authorization|ipv6 |\d)/,
  },
  // Net-SNMP: https://net-snmp.sourceforge.io/docs/man/snmpd.conf.html
  { sign: 'community', form: /(?<![\w-])r[ow]community6? "?(?<value>[^\s"]{3,128})/g },
  { sign: 'com2sec', form: /(?<![\w-])com2sec6? (?:-Cn \S{1,32} )?\S{1,32} \S{1,64} (?<value>[^\s"]{3,128})/g },
  { sign: 'createUser', form: /\bcreateUser \S{1,32} (?:MD5|SHA(?:-?\d{3})?) "?(?<value>[^\s"]{8,128})/g },
  {
    sign: 'createUser',
    form: /\bcreateUser \S{1,32} \S{3,7} \S{8,130} (?:DES|AES(?:-?\d{3})?) "?(?<value>[^\s"]{8,128})/g,
  },
  {
    sign: 'snmp-server host',
    form: /\bsnmp-server host \S{1,64} (?:(?:traps|informs) )?version (?:1|2c|3 (?:auth|noauth|priv)) (?<value>[^\s"]{3,128})/g,
  },
  { sign: 'snmp-server user', form: /\bauth (?:md5|sha(?:-?\d{3})?) (?<value>[^\s"]{4,128})/g },
  { sign: 'snmp-server user', form: /\bpriv (?:des|3des|aes)(?: \d{3})? (?<value>[^\s"]{4,128})/g },
  // ipsec.secrets: https://docs.strongswan.org/docs/latest/config/ipsecSecrets.html
  { sign: ': ', form: /: (?:PSK|EAP|XAUTH|NTLM|PIN) (?<value>[^\s"]{4,256})/g },
  { sign: ': ', form: /: (?<kind>PSK|EAP|XAUTH|NTLM|PIN) "(?<value>[^"\n]{3,256})/g, behind: /^"/ },
  { sign: ': ', form: /: (?:RSA|ECDSA|PKCS12|P12|PKCS8) [\w./-]{1,64} "(?<value>[^"\n]{3,128})/g, behind: /^"/ },
  { sign: 'key-string', form: /\bkey-string (?:(?<kind>\d) )?(?<value>[^\s"]{4,256})/g },
  {
    sign: 'pre-shared-key',
    form: /\bpre-shared-key (?:(?:local|remote|ascii-text|hexadecimal|address \S{1,64} key) )?(?:(?<kind>\d) )?"?(?<value>[^\s"']{4,256})/g,
  },
  {
    sign: 'authentication-key',
    form: /\bauthentication-key (?:\d{1,5} (?:md5|sha\d{0,3}) )?(?:(?<kind>\d) )?"?(?<value>[^\s"']{4,256})/g,
  },
  {
    sign: 'message-digest-key',
    form: /\bmessage-digest-key \d{1,3} md5 (?:(?<kind>\d) )?(?<value>[^\s"]{4,256})/g,
  },
  {
    sign: ' authentication ',
    form: /\b(?:standby|vrrp|glbp) \d{1,4} authentication (?:text )?(?<value>[^\s"]{4,128})/g,
  },
  { sign: 'isakmp key', form: /\bisakmp key (?:(?<kind>\d) )?(?<value>[^\s"]{4,256})/g },
  { sign: 'wpa-psk', form: /\bwpa-psk (?:ascii|hex) (?:(?<kind>\d) )?(?<value>[^\s"]{8,128})/g },
  {
    sign: '-server host',
    form: /\b(?:tacacs|radius)-server host \S{1,64} (?:(?:auth-port|acct-port|timeout|retransmit|port) \d{1,5} ){0,4}key (?:(?<kind>\d) )?(?<value>[^\s"]{4,256})/g,
  },
  // FortiOS keeps what it encrypted behind `ENC`.
  {
    sign: 'set p',
    form: /\bset (?:psksecret|password|passwd|passphrase|ppk-secret) (?:(?<kind>ENC) )?"?(?<value>[^\s"]{4,512})/g,
  },
  {
    sign: ' secret ',
    form: /\b(?:username \S{1,64} (?:privilege \d{1,2} )?|enable )secret (?:level \d{1,2} )?(?:(?<kind>\d) )?(?<value>[^\s"]{4,256})/g,
  },
  {
    sign: ' password ',
    form: /\b(?:username \S{1,64} (?:privilege \d{1,2} )?|enable )password (?:level \d{1,2} )?(?:(?<kind>\d) )(?<value>[^\s"]{4,256})/g,
  },
];

/** A hash of crypt's kind, or what was encrypted, in hexadecimal digits or base64. */
const KEPT = /^(?:\$\d{1,2}\$\S{6}|[0-9A-Fa-f]{8}|(?=[^\s=]{0,256}\d)[A-Za-z0-9+/]{8,512}={0,2}$)/;

function isValue(value: string, kind: string | undefined, isSure: boolean): boolean {
  if (isMarker(value) || STATES.has(value.toLowerCase()) || /^[<[{$]\w{0,32}[>\]}]/.test(value)) return false;
  return (
    isSure || isSecretWord(value, STATED) || /^\$\d{1,2}\$\S{6}/.test(value) || (kind !== undefined && KEPT.test(value))
  );
}

/** Reports what stands at such a place of a line. */
export function scanNetwork(text: string, emit: Emit): void {
  for (const { sign, form, behind } of LINES) {
    if (!text.includes(sign)) continue;
    for (const match of text.matchAll(form)) {
      const { kind, value = '' } = match.groups ?? {};
      const end = match.index + match[0].length;
      const isSure = behind?.test(text.slice(end, end + 16)) === true;
      if (isValue(value, kind, isSure)) emit(end - value.length, end);
    }
  }
}
