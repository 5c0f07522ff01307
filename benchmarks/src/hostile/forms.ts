import { BASE62, createRandom, DIGITS, flat, HEX, LETTERS, type Random } from '../log/random.ts';

/** Makes a text of about so many characters. */
type Form = (size: number, random: Random) => string;

const repeat = (unit: string, size: number): string => unit.repeat(Math.ceil(size / unit.length));

const again =
  (unit: string): Form =>
  (size) =>
    repeat(unit, size);

/** Opens again and again, and closes as often, so that the whole is valid. */
const nested =
  (open: string, middle: string, close: string): Form =>
  (size) => {
    const count = Math.floor((size - middle.length) / (open.length + close.length));
    return `${open.repeat(count)}${middle}${close.repeat(count)}`;
  };

/** A beginning, and a filling that never comes to the end which the beginning asks for. */
const unfinished =
  (begin: string, filling: string): Form =>
  (size) =>
    `${begin}${repeat(filling, size - begin.length)}`;

const drawn =
  (alphabet: string, unit = 1): Form =>
  (size, random) => {
    const parts = Array.from({ length: 64 }, () => random.text(1_024, alphabet));
    return Array.from({ length: Math.ceil(size / 1_024) }, () => parts[random.below(parts.length)] ?? '')
      .join('')
      .slice(0, size - (size % unit));
  };

/** Pieces that start, separate or end something, in any order. */
const mixed =
  (seed: number, pieces: readonly [string, ...string[]]): Form =>
  (size) => {
    const random = createRandom(seed);
    const out: string[] = [];
    for (let length = 0; length < size; length += out.at(-1)?.length ?? 1) out.push(random.pick(pieces));
    return out.join('');
  };

const listed =
  (make: (random: Random, index: number) => string): Form =>
  (size, random) => {
    const out: string[] = [];
    for (let length = 0; length < size; length += out.at(-1)?.length ?? 1) out.push(make(random, out.length));
    return out.join('');
  };

/** Characters at which a rule may begin, end or go on. */
const ASCII = `@=:/%?&#+-_.,;'"\\\`{}[]()<>|!$~^* \t\n\0`;
const BEYOND = ['é', 'ß', 'Ж', '漢', '😀', '\uD800', '\u200B', '\u0301'];

const MARKS = '. = : :// / %3D %25 \\" " \' { } [ ] , - _ + ( 0 a Z é 漢 😀';
const BEGINNINGS = 'password token eyJ AKIA ghp_ sk_ https cookie sid xoxb- AIza 4111 1234567890 +49 (0) DE89 :: 10.';
const SPACED = [' ', '\n', 'Bearer ', 'Basic ', '-----BEGIN '];

const PIECES: readonly [string, ...string[]] = ['@', ...MARKS.split(' '), ...BEGINNINGS.split(' '), ...SPACED];

const NAMED: Readonly<Record<string, Form>> = {
  'a@': again('a@'),
  'a@a.': again('a@a.'),
  'a.a.a then @': (size) => `${repeat('a.', size - 1)}@`,
  'an address whose domain never ends': unfinished('a@', 'a-'),
  'password=': again('password='),
  'password: ': again('password: '),
  '"password":"': again('"password":"'),
  '\\"password\\":\\"': again('\\"password\\":\\"'),
  'password and spaces': unfinished('password', ' '),
  '--token ': again('--token '),
  '%25': again('%25'),
  '%3D%26': again('%3D%26'),
  '%70 (letters, encoded)': again('%70%61%73%73%77%6F%72%64%3D'),
  '% without digits': again('%%2'),
  'a private key that never ends': unfinished(
    ['-----BEGIN ', 'PRIVATE KEY-----\n'].join(''),
    'MIIEvQIBADANBgkqhkiG9w0B\n',
  ),
  'private keys that never begin': again(['-----BEGIN ', 'PRIVATE KEY'].join('')),
  eyJ: again('eyJ'),
  'eyJ.eyJ': again('eyJhbGci.'),
  'a token of 1 MB': unfinished('eyJhbGci', 'YWJj'),
  'bearer ': again('bearer '),
  'Authorization: Basic ': again('Authorization: Basic '),
  'a basic header of 1 MB': unfinished('Authorization: Basic ', 'dXNlcjpw'),
  '://': again('://'),
  'http://': again('http://'),
  'user and no host': again('https://a:b@'),
  'an endless query': unfinished('https://a.example/?', 'a=b&'),
  'a query of one name': unfinished('https://a.example/?', 'token'),
  'digits and hyphens': again('4-1-1-1-'),
  'digits and spaces': again('4111 1111 '),
  'cards, nearly': again('4111111111111112 '),
  'telephone numbers, nearly': again('+49 (0) '),
  'IBANs, nearly': again('DE00 0000 '),
  'addresses, version 4, nearly': again('256.1.'),
  'addresses, version 6, nearly': again('f:'),
  '{"a": and no end': again('{"a":'),
  '{"a": and its end': nested('{"a":', '1', '}'),
  '[ and its end': nested('[', '', ']'),
  'a JSON list of numbers': (size) => `[${repeat('1,', size - 3)}1]`,
  'a JSON list of texts in JSON': (size) => `[${repeat('"{\\"a\\":\\"b\\"}",', size - 4)}""]`,
  'a JSON object of one name': (size) => `{${repeat('"password":"x",', size - 8)}"a":1}`,
  'a JSON text, unfinished': unfinished('{"a":"', 'b'),
  'quotes within quotes': again('"\'`'),
  'backslashes and quotes': again('\\\\\\"'),
  '\\u0070': again('\\u0070'),
  'set-cookie: a=': again('set-cookie: a=b; '),
  'words and signs behind cookie:': again('Cookie: none; '),
  'prefixes of vendors': again(['ghp', '_', 'sk', '_live', '_', 'AK', 'IA', 'xox', 'b-'].join('')),
  'ghp_ and its alphabet': unfinished(['g', 'hp_'].join(''), 'aB3'),
  '<email>': again('<email>'),
  'e-mail addresses': listed((random) => `${random.text(6, LETTERS)}@${random.text(6, LETTERS)}.example `),
  'labelled secrets': listed((random) => `token=${random.text(20, BASE62)} `),
  'identifiers that stay': listed(
    (random) =>
      `${random.text(8, HEX)}-${random.text(4, HEX)}-4${random.text(3, HEX)}-a${random.text(3, HEX)}-${random.text(12, HEX)} `,
  ),
  'one run of lower case': drawn(LETTERS),
  'one run of upper case': drawn(LETTERS.toUpperCase()),
  'one run of digits': drawn(DIGITS),
  'one run of hexadecimal': drawn(HEX),
  'one run of base62': drawn(BASE62),
  'one run of base64': drawn(`${BASE62}+/`, 4),
  'one run of base64url': drawn(`${BASE62}-_`),
  'JSON in base64': (size) => Buffer.from(repeat('{"password":"x"}', (size * 3) / 4)).toString('base64'),
  'one letter': again('a'),
  'one digit': again('1'),
  'a word and a space': again('word '),
  'letters of two bytes': again('пароль='),
};

const mixes: Readonly<Record<string, Form>> = Object.fromEntries(
  [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => [`a mix, seed ${seed}`, mixed(seed, PIECES)]),
);

const triggers: Readonly<Record<string, Form>> = Object.fromEntries(
  [...ASCII.split(''), ...BEYOND].map((character) => [`only ${JSON.stringify(character)}`, again(character)]),
);

/** Names behind which, or around which, a rule reads on: each of them with all that may follow, and never a value. */
const LABELS = [
  'Cookie: ',
  'Authorization: ',
  'password: ',
  'password=',
  'token = ',
  'email: ',
  'sđt: ',
  '身份证: ',
  'PIN ',
  'иин ',
  'AUTH LOGIN ',
  'name="password"\n\n',
];
const BEHIND = ['valid ', 'a ', 'is ', '[1, ', '{ ', '"', '\\"', '<<EOF ', '| ', "Some('", '1,', '\n  '];

const labelled: Readonly<Record<string, Form>> = Object.fromEntries(
  LABELS.flatMap((label) => BEHIND.map((behind) => [`label ${JSON.stringify(label + behind)}`, again(label + behind)])),
);

const FORMS: Readonly<Record<string, Form>> = { ...NAMED, ...labelled, ...mixes, ...triggers };

/** Texts that are hard on an engine which looks for something everywhere. */
export const formNames: readonly string[] = Object.keys(FORMS);

/** One form, of exactly `size` characters, in one piece. */
export function makeText(name: string, size: number): string {
  const form = FORMS[name];
  if (form === undefined) throw new Error(`no form ${name}`);
  return flat(form(size, createRandom(size)).slice(0, size).padEnd(size));
}
