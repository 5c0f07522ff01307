import { decodeBase64, encodeBase64 } from '../base64-text.ts';
import { HAS_SCHEME } from '../bits.ts';
import { sample, type ScanRule } from '../rule.ts';

const SCHEME =
  /(?<![A-Za-z0-9])(bearer|basic|digest|negotiate|apikey|api-key|token|aws4-hmac-sha256|signature|oauth|hawk|mac)[ \t]{1,3}(?=([^\s"',;]{6,8192}|))/gi;

/** `WWW-Authenticate: Bearer realm=…` asks for a credential and holds none. */
const CHALLENGE = /authenticate["'\\]{0,3}\s{0,2}[:=,]\s{0,2}["'[\\]{0,3}$/i;

const ANSWER = /\b(?:response|oauth_\w{1,24}|username|signature|mac)=/i;
const LONGEST_CHALLENGE = 2_048;

/** Whether the text can be a credential and not the next word of a sentence. */
function isCredential(value: string, shortest: number): boolean {
  if (value.length < shortest || !/^[A-Za-z0-9._~+/=:|%-]+$/.test(value)) return false;
  // `token color.primary.500`, `Bearer expires_in=3600`, `MAC 00:1B:44:11:3A:B7`.
  if (shortest > 6 && /^[a-z]{2,16}(?:\.(?:[a-z]{1,16}|\d{1,4})){1,8}$/.test(value)) return false;
  if (/^[a-z_]{2,20}=\d{1,9}$/.test(value) || /^(?:[\dA-Fa-f]{2}[:-]){5}[\dA-Fa-f]{2}$/.test(value)) return false;
  return /\d/.test(value) || (value.length >= 16 && /[A-Z]/.test(value) && /[a-z]/.test(value));
}

/** Base64 of `user:password`; what follows the padding is no part of it. */
function isBasic(value: string): boolean {
  const [encoded, bare] = /^([A-Za-z0-9+/]{6,8192})={0,2}/.exec(value) ?? [];
  // No base64 has one character more than whole groups of four; to be told so by an exception takes long.
  if (encoded === undefined || bare === undefined || bare.length % 4 === 1) return false;
  try {
    return decodeBase64(encoded).includes(':');
  } catch {
    return false;
  }
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

/** Credentials behind the name of an authentication scheme, wherever the header stands. */
export const authorizationRules: readonly ScanRule[] = [
  {
    kind: 'scan',
    id: 'authorization',
    class: 'secret',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2',
    examples: [
      `Bearer ${sample('', 20)}`,
      `Basic ${encodeBase64('user:passphrase')}`,
      `Digest username="u", response="${sample('', 20)}"`,
    ],
    needs: HAS_SCHEME,
    scan(text, emit) {
      SCHEME.lastIndex = 0;
      let done = 0;
      for (const match of text.matchAll(SCHEME)) {
        if (match.index < done || CHALLENGE.test(text.slice(Math.max(0, match.index - 24), match.index))) continue;
        const start = match.index + match[0].length;
        const scheme = match[1]?.toLowerCase() ?? '';
        const value = match[2] ?? '';
        // A challenge; who answers one says so.
        if (value.startsWith('realm=') && !ANSWER.test(text.slice(start, start + LONGEST_CHALLENGE))) continue;
        const parameters = /^(?:username|credential|keyid|realm|id|oauth_[a-z_]{1,24})=/i.test(value.slice(0, 32));
        if (parameters) {
          done = lineEnd(text, start);
          emit(start, done);
        } else if (scheme === 'basic' ? isBasic(value) : isCredential(value, scheme === 'bearer' ? 6 : 16)) {
          done = start + value.length;
          emit(start, done);
        }
      }
    },
  },
];
