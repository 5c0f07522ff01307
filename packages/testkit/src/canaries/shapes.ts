import { createHash } from 'node:crypto';

/** A secret or personal value to plant. */
export interface Canary {
  /** What it imitates, such as `jwt` or `email`. */
  readonly name: string;
  /** What to plant, whole. */
  readonly value: string;
  /** The parts that must never be seen again: a password without its URL, a token without its scheme. */
  readonly needles: readonly string[];
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Text that looks random and is the same for the same seed. */
type Draw = (name: string, length: number, alphabet?: string) => string;

const createDraw =
  (seed: string): Draw =>
  (name, length, alphabet = ALPHANUMERIC) => {
    let text = '';
    for (let block = 0; text.length < length; block++) {
      const bytes = createHash('sha256').update(`${seed}/${name}/${block}`).digest();
      for (const byte of bytes) text += alphabet[byte % alphabet.length] ?? '';
    }
    return text.slice(0, length);
  };

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HEX = '0123456789abcdef';

/** The last digit of a card number (ISO/IEC 7812-1, annex B). */
function luhnDigit(digits: string): string {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** The two check digits of an IBAN (ISO 13616, MOD 97-10): letters count from A = 10. */
function ibanDigits(country: string, account: string): string {
  const letters = Array.from(country, (letter) => String(letter.charCodeAt(0) - 55)).join('');
  return String(98n - (BigInt(`${account}${letters}00`) % 97n)).padStart(2, '0');
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

/** Keys of vendors. The prefixes are put together here so that no scanner takes this file for a leak. */
function vendorKeys(draw: Draw): readonly Canary[] {
  const key = (name: string, parts: readonly string[], length: number, alphabet?: string): Canary => {
    const value = parts.join('') + draw(name, length, alphabet);
    return { name, value, needles: [value] };
  };
  return [
    key('aws_access_key', ['AK', 'IA'], 16, UPPER),
    key('github_token', ['gh', 'p_'], 36),
    key('stripe_key', ['sk_', 'live_'], 24),
    key('slack_token', ['xo', 'xb-', '1', '23456789012-'], 24),
    key('google_api_key', ['AI', 'za'], 35),
    key('openai_key', ['sk-', 'proj-'], 48),
    key('npm_token', ['np', 'm_'], 36),
    key('posthog_key', ['ph', 'x_'], 43),
    key('sendgrid_key', ['SG', '.'], 43),
  ];
}

function credentials(draw: Draw): readonly Canary[] {
  const signature = draw('jwt', 43);
  const [bearer, password, query] = [draw('bearer', 40), `${draw('password', 14)}!9`, draw('query_token', 32)];
  const [urlPassword, basic, pem] = [draw('url_password', 20), `svc:${draw('basic', 20)}`, draw('pem', 64)];
  const edge = ['-----', 'PRIVATE KEY', '-----'];
  const [begin, end] = ['BEGIN ', 'END '].map((word) => `${edge[0]}${word}${edge[1]}${edge[2]}`);
  const claims = base64url(JSON.stringify({ sub: draw('jwt_sub', 12) }));
  const [session, hex] = [draw('cookie', 32), draw('hex', 64, HEX)];
  return [
    { name: 'jwt', value: `${base64url('{"alg":"HS256","typ":"JWT"}')}.${claims}.${signature}`, needles: [signature] },
    { name: 'bearer', value: `Bearer ${bearer}`, needles: [bearer] },
    {
      name: 'basic',
      value: `Basic ${Buffer.from(basic).toString('base64')}`,
      needles: [basic.slice(4), Buffer.from(basic).toString('base64')],
    },
    { name: 'password', value: password, needles: [password] },
    { name: 'url_credentials', value: `https://root:${urlPassword}@db.internal/app`, needles: [urlPassword] },
    { name: 'url_query', value: `https://app.example/reset?token=${query}&next=%2F`, needles: [query] },
    { name: 'private_key', value: `${begin}\n${pem}\n${end}`, needles: [pem] },
    { name: 'session_cookie', value: `sid=${session}; Path=/`, needles: [session] },
    { name: 'hex_secret', value: hex, needles: [hex] },
  ];
}

function personal(draw: Draw): readonly Canary[] {
  const plain = (name: string, value: string): Canary => ({ name, value, needles: [value] });
  const card = `4929${draw('card', 11, DIGITS)}`;
  const account = draw('iban', 18, DIGITS);
  const local = draw('email', 10, 'abcdefghijklmnopqrstuvwxyz');
  const call = `please call ${draw('text', 8)}`;
  const phone = `+49 1579 ${draw('phone', 7, '23456789')}`;
  return [
    plain('email', `${local}@mail.example`),
    plain('card_number', card + luhnDigit(card)),
    plain('iban', `DE${ibanDigits('DE', account)}${account}`),
    plain('phone', phone),
    plain('social_security', `219-09-${draw('ssn', 4, '123456789')}`),
    plain('full_name', `Zephyrine ${draw('name', 12, 'abcdefghijklmnopqrstuvwxyz')}`),
    // Quotes and the like are written in more ways than can be searched for, so this needle keeps clear of them.
    { name: 'free_text', value: `${call} before "Friday" \\ it's urgent: 50%`, needles: [call] },
    plain('quoted_text', `"${draw('quoted', 6)}" \\ 50% é`),
    plain('internal_user_id', `usr_${draw('user', 22)}`),
  ];
}

/** Every canary of one seed. */
export function canaryShapes(seed: string): readonly Canary[] {
  const draw = createDraw(seed);
  return [...vendorKeys(draw), ...credentials(draw), ...personal(draw)];
}
