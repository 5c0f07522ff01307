// Not every engine has `atob` and `btoa`: bare realms and some shells lack them. A search that cannot decode would let a login
// pass, and the examples of rules are encoded when the package is imported.

export const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes that base64 stands for, each as a character. What is no base64 ends it. */
export function decodeBase64(text: string): string {
  let out = '';
  let bits = 0;
  let count = 0;
  for (const char of text) {
    const value = ALPHABET.indexOf(char);
    if (value === -1) break;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += String.fromCharCode((bits >> count) & 255);
  }
  return out;
}

/** Base64 of a text whose characters are bytes. */
export function encodeBase64(text: string): string {
  const bits = Array.from(text, (char) => char.charCodeAt(0).toString(2).padStart(8, '0')).join('');
  const sixes = bits.match(/.{1,6}/g) ?? [];
  const out = sixes.map((six) => ALPHABET.charAt(Number.parseInt(six.padEnd(6, '0'), 2))).join('');
  return out.padEnd(Math.ceil(out.length / 4) * 4, '=');
}
