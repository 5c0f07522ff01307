// `atob` and `btoa` for engines that lack them, as bare realms and some shells do: the build puts these in their place. A search
// that cannot decode would let a login pass, and the examples of rules are encoded when the package is imported.

export const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes that base64 stands for, each as a character. What is no base64 ends it. */
export function atob(text: string): string {
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
export function btoa(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 3) {
    const bytes = [0, 1, 2].reduce((all, at) => (all << 8) | (text.charCodeAt(i + at) & 255), 0);
    const chars = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((bytes >> shift) & 63)).join('');
    const missing = Math.max(0, i + 3 - text.length);
    out += chars.slice(0, 4 - missing) + '='.repeat(missing);
  }
  return out;
}
