import { DIGITS, flat, HEX, LETTERS, type Random } from './random.ts';
import type { Build, Fields, Plants } from './records.ts';
import {
  awsKey,
  bearer,
  card,
  connection,
  cookie,
  email,
  githubToken,
  iban,
  jwt,
  opaqueKey,
  password,
  stripeKey,
} from './secrets.ts';

const QUARTER_MS = 90 * 86_400_000;

const isoTime = (random: Random): string => new Date(1_790_000_000_000 + random.below(QUARTER_MS)).toISOString();

const cents = (random: Random): number => random.below(1e6) / 100;

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const words = (random: Random, count: number): string =>
  flat(times(count, () => random.text(3 + random.below(7), LETTERS)).join(' '));

/** Version 4, as RFC 9562 writes it. */
const uuid = (random: Random): string => {
  const [a, b, c, d, e] = [8, 4, 3, 3, 12].map((length) => random.text(length, HEX));
  return flat(`${a}-${b}-4${c}-a${d}-${e}`);
};

/** 20 fields. */
const requestPart = (random: Random, plants: Plants): Fields => ({
  id: random.text(32, HEX),
  trace: random.text(32, HEX),
  method: 'POST',
  path: flat(`/api/v2/orders/${random.below(1e6)}/checkout`),
  status: random.pick([200, 201, 402, 409]),
  duration_ms: random.below(900_000) / 1e3,
  started_at: isoTime(random),
  headers: {
    host: 'api.approvals.example',
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': flat(String(random.below(9_000))),
    [plants.name('authorization', 'x-client')]: plants.text(bearer, 'web'),
    [plants.name('cookie', 'x-region')]: plants.text(cookie, 'eu-central'),
    [plants.name('x-api-key', 'x-shard')]: plants.text(opaqueKey, flat(`shard-${random.below(64)}`)),
  },
  attempt: { number: random.below(4), reason: plants.text(jwt, words(random, 3)), backoff_ms: random.below(4_000) },
  worker: flat(`worker-${random.below(64)}`),
  revision: random.text(40, HEX),
  region: random.pick(['eu-central', 'eu-west']),
});

/** 13 fields; the sixth level is `jurisdiction`. */
const orderLine = (random: Random, plants: Plants, index: number): Fields => ({
  sku: flat(`SKU-${random.text(8, DIGITS)}`),
  title: words(random, 4),
  quantity: 1 + random.below(9),
  unit: {
    price: cents(random),
    currency: random.pick(['EUR', 'PLN', 'GBP']),
    tax: {
      rate: random.pick([0.07, 0.19, 0.2, 0.23]),
      amount: cents(random),
      jurisdiction: { country: random.pick(['DE', 'PL', 'FR', 'GB']), code: random.text(5, DIGITS) },
    },
  },
  options: [
    { name: 'colour', value: random.pick(['graphite', 'ivory', 'moss', 'brass']) },
    { name: 'engraving', value: index === 0 ? plants.text(stripeKey, words(random, 2)) : words(random, 2) },
  ],
});

/** 14 fields. */
const parcel = (random: Random, plants: Plants): Fields => ({
  id: uuid(random),
  weight_g: random.below(20_000),
  size: { width: random.below(90), height: random.below(90), depth: random.below(90) },
  events: times(3, (index) => ({
    at: isoTime(random),
    place: random.pick(['Łódź', 'Köln', 'Lyon', 'Gdańsk']),
    status: index === 0 ? plants.text(email, 'accepted by the carrier') : random.pick(['in transit', 'at the depot']),
  })),
});

/** Four fields. */
const query = (random: Random, plants: Plants, index: number): Fields => ({
  table: random.pick(['orders', 'order_lines', 'parcels', 'stock']),
  target: index === 0 ? plants.text(connection, 'primary') : random.pick(['primary', 'replica']),
  rows: random.below(500),
  duration_ms: random.below(90_000) / 1e3,
});

/** Five fields. */
const flags = (random: Random): Fields => ({
  express: random.next() < 0.5,
  gift: random.next() < 0.5,
  invoice: random.next() < 0.5,
  author: random.pick(['storefront', 'backoffice']),
  token_count: random.below(4_000),
});

/** Five fields. */
const runtime = (random: Random, plants: Plants): Fields => ({
  node: '24.21.0',
  rss_mib: random.below(900),
  uptime_s: random.below(1e6),
  file: '/srv/orders/dist/checkout.js',
  [plants.name('awsAccessKeyId', 'bundle')]: plants.text(awsKey, random.text(16, HEX)),
});

/** A checkout with all that belongs to it: 200 fields, six deep, most of them in lists of objects. */
export const buildLarge: Build = (random, plants) => ({
  fields: {
    request: requestPart(random, plants),
    order: {
      id: uuid(random),
      number: random.below(1e7),
      payment: {
        method: random.pick(['card', 'transfer']),
        reference: plants.text(iban, words(random, 2)),
        note: plants.text(card, words(random, 3)),
        [plants.name('gatewayPassword', 'gateway')]: plants.text(password, random.pick(['north', 'south'])),
      },
      lines: times(8, (index) => orderLine(random, plants, index)),
      parcels: times(2, () => parcel(random, plants)),
    },
    queries: times(8, (index) => query(random, plants, index)),
    flags: flags(random),
    runtime: runtime(random, plants),
  },
  message: flat(
    `checkout of ${random.below(40)} items took ${random.below(900)} ms ${plants.text(githubToken, words(random, 1))}`,
  ),
});
