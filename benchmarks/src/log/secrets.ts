import { BASE62, DIGITS, flat, HEX, LETTERS, type Random } from './random.ts';

/** A text to log, and the part of it that must not stand in the line. */
export interface Planted {
  readonly text: string;
  readonly secret: string;
}

type Plant = (random: Random) => Planted;

const around = (before: string, secret: string, after = ''): Planted => ({
  text: flat(`${before}${secret}${after}`),
  secret,
});

const alone = (secret: string): Planted => around('', flat(secret));

/** RFC 6750, section 2.1. */
export const bearer: Plant = (random) => around('Bearer ', random.text(40, BASE62));

/** RFC 6265, section 4.2: pairs of a name and a value. */
export const cookie: Plant = (random) =>
  around(`theme=dark; sid=`, random.text(32, BASE62), `; locale=${random.pick(['de', 'en', 'fr'])}`);

/** A password somebody might choose: no form, only the name of its field says what it is. */
export const password: Plant = (random) =>
  alone(`${random.text(5, LETTERS)}-${random.text(6, LETTERS)}-${random.text(2, DIGITS)}`);

export const opaqueKey: Plant = (random) => alone(random.text(32, HEX));

/** https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github */
export const githubToken: Plant = (random) => alone(['g', 'hp_', random.text(36, BASE62)].join(''));

/** https://docs.stripe.com/keys */
export const stripeKey: Plant = (random) => alone(['sk', '_live_', random.text(24, BASE62)].join(''));

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export const awsKey: Plant = (random) =>
  alone(['AK', 'IA', random.text(16, `ABCDEFGHIJKLMNOPQRSTUVWXYZ234567`)].join(''));

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** RFC 7519, in the compact form of RFC 7515. */
export const jwt: Plant = (random) => {
  const head = base64url({ alg: 'HS256', typ: 'JWT' });
  const claims = base64url({ sub: random.text(12, DIGITS), iat: 1_700_000_000 + random.below(1e8) });
  return alone(`${head}.${claims}.${random.text(43, BASE62)}`);
};

/** RFC 3986, section 3.2.1: what stands between the scheme and the at sign. */
export const connection: Plant = (random) =>
  around('postgres://orders:', random.text(20, BASE62), `@db-${random.below(9)}.internal:5432/orders`);

export const queryToken: Plant = (random) =>
  around(
    `/api/v2/orders/${random.below(1e6)}/items?page=${random.below(90)}&access_token=`,
    random.text(28, BASE62),
    '&sort=asc',
  );

/** RFC 5321; the domain is one of RFC 2606. */
export const email: Plant = (random) =>
  alone(`${random.text(6, LETTERS)}.${random.text(8, LETTERS)}@${random.text(5, LETTERS)}.example.com`);

/** ISO/IEC 7812: issuer range, digits, and the check digit after Luhn. */
export const card: Plant = (random) => {
  const digits = `4${random.text(14, DIGITS)}`;
  let sum = 0;
  for (const [index, digit] of digits.split('').entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return alone(`${digits}${(10 - (sum % 10)) % 10}`);
};

/** ISO 13616: the two check digits make the rearranged number 1 modulo 97. */
export const iban: Plant = (random) => {
  const account = random.text(18, DIGITS);
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return alone(`DE${String(check).padStart(2, '0')}${account}`);
};
