import { buildLarge } from './large.ts';
import { createRandom, flat, HEX, LETTERS, type Random } from './random.ts';
import { bearer, cookie, email, githubToken, password, type Planted, queryToken } from './secrets.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** One log call. */
export interface Entry {
  readonly fields: Fields;
  readonly message: string;
  /** What must not stand in the line. */
  readonly secrets: readonly string[];
}

/** Where a record may hold a secret. A clean record has something harmless there, so that both have as many fields. */
export interface Plants {
  /** A secret, which is remembered, or the harmless text. */
  text(make: (random: Random) => Planted, harmless: string): string;
  /** The field's name: one that says that a secret is in it, or another. */
  name(telling: string, harmless: string): string;
}

export type Build = (random: Random, plants: Plants) => Omit<Entry, 'secrets'>;

/** Two fields. */
const buildSmall: Build = (random, plants) => {
  const order = random.below(1e6);
  const note = plants.text(githubToken, `in ${random.text(7, HEX)}`);
  return {
    fields: {
      order_id: flat(`o_${order}`),
      [plants.name('password', 'state')]: plants.text(password, random.pick(['paid', 'packed', 'sent'])),
    },
    message: flat(`order ${order} stored after ${random.below(900)} ms ${note}`),
  };
};

const requestHeaders = (random: Random, plants: Plants): Fields => ({
  host: random.pick(['api.approvals.example', 'eu.approvals.example']),
  [plants.name('authorization', 'accept')]: plants.text(bearer, 'application/json'),
  [plants.name('cookie', 'content-type')]: plants.text(cookie, 'application/json'),
  'content-length': flat(String(random.below(9_000))),
  'x-request-id': random.text(32, HEX),
});

/** A request as services log it: 20 fields, three deep. */
const buildRequest: Build = (random, plants) => {
  const order = random.below(1e6);
  const status = random.pick([200, 200, 200, 201, 204, 304, 404, 409, 500]);
  const duration = random.below(400_000) / 1e3;
  const note = plants.text(githubToken, random.text(9, LETTERS));
  return {
    fields: {
      method: random.pick(['GET', 'POST', 'PUT', 'DELETE']),
      path: plants.text(queryToken, flat(`/api/v2/orders/${order}/items`)),
      route: '/api/v2/orders/:orderId/items',
      status,
      duration_ms: duration,
      bytes: random.below(90_000),
      client: {
        version: flat(`4.${random.below(30)}.${random.below(9)}`),
        platform: random.pick(['web', 'ios', 'android']),
        locale: random.pick(['de-DE', 'en-GB', 'fr-FR', 'pl-PL']),
        agent: { name: random.pick(['Firefox', 'Chrome', 'Safari']), major: 90 + random.below(60) },
      },
      headers: requestHeaders(random, plants),
      user: {
        id: flat(`u_${random.text(12, HEX)}`),
        [plants.name('email', 'contact')]: plants.text(email, random.pick(['support', 'sales'])),
        organisation: { id: flat(`org_${random.below(5_000)}`), plan: random.pick(['team', 'free']) },
      },
    },
    message: flat(`request ${random.text(8, HEX)} answered ${status} after ${duration} ms ${note}`),
  };
};

export const KINDS = ['small', 'request', 'large'] as const;
export type Kind = (typeof KINDS)[number];

const BUILDERS: Readonly<Record<Kind, Build>> = { small: buildSmall, request: buildRequest, large: buildLarge };

export interface Batch {
  readonly kind: Kind;
  readonly planted: boolean;
  readonly count: number;
  /** Batches of different seeds share no value but those of closed lists. */
  readonly seed: number;
}

/** Log calls, made before any clock starts; no two are alike. */
export function makeEntries({ kind, planted, count, seed }: Batch): readonly Entry[] {
  const random = createRandom(seed);
  const build = BUILDERS[kind];
  return Array.from({ length: count }, () => {
    const secrets: string[] = [];
    const plants: Plants = {
      name: (telling, harmless) => (planted ? telling : harmless),
      text(make, harmless) {
        if (!planted) return harmless;
        const { text, secret } = make(random);
        secrets.push(secret);
        return text;
      },
    };
    return { ...build(random, plants), secrets };
  });
}
