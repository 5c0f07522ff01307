/** How a needle may look after it was written somewhere. */
export interface Encoded {
  readonly encoding: string;
  readonly bytes: Buffer;
}

/** Base64 of text that stands at any of the three offsets inside a longer text, without the characters its neighbours share. */
function base64At(text: string, offset: number, alphabet: 'base64' | 'base64url'): string {
  const encoded = Buffer.from('\0'.repeat(offset) + text)
    .toString(alphabet)
    .replace(/=+$/, '');
  const bits = (offset + Buffer.byteLength(text)) * 8;
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
}

const jsonText = (text: string): string => JSON.stringify(text).slice(1, -1);

// JSON writers that escape everything beyond ASCII are as valid as those that do not.
const asciiJson = (text: string): string =>
  jsonText(text).replaceAll(/[\u0080-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Shorter pieces of base64 would be found by chance. */
const MIN_BASE64 = 6;

/** Every form in which this text is searched for; forms that are the same bytes appear once, under the first name. */
export function encodingsOf(text: string): readonly Encoded[] {
  const forms: [string, string | Buffer][] = [
    ['plain', text],
    ['url', encodeURIComponent(text)],
    ['form', new URLSearchParams({ v: text }).toString().slice(2)],
    ['json', jsonText(text)],
    ['json', asciiJson(text)],
    ['json in json', jsonText(jsonText(text))],
    ['hex', Buffer.from(text).toString('hex')],
    ['hex', Buffer.from(text).toString('hex').toUpperCase()],
    ['utf16', Buffer.from(text, 'utf16le')],
  ];
  for (const offset of [0, 1, 2]) {
    for (const alphabet of ['base64', 'base64url'] as const) forms.push([alphabet, base64At(text, offset, alphabet)]);
  }
  const seen = new Map<string, Encoded>();
  for (const [encoding, form] of forms) {
    const bytes = Buffer.isBuffer(form) ? form : Buffer.from(form);
    if (encoding.startsWith('base64') && bytes.length < MIN_BASE64) continue;
    const key = bytes.toString('latin1');
    if (!seen.has(key)) seen.set(key, { encoding, bytes });
  }
  return [...seen.values()];
}
