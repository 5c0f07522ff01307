import { isDeepStrictEqual } from 'node:util';
import type { Told } from './app.ts';
import { ask, type Answer, type Question } from './ask.ts';

const ID = 'client-supplied-id-1';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const IS_TRACE = /^[0-9a-f]{32}$/;

interface Here {
  readonly id: string;
  readonly trace: string;
  readonly route: string;
  readonly account: string | null;
}

/** Asks one service, and reads what it was told. */
export class Client {
  readonly #port: number;
  constructor(port: number) {
    this.#port = port;
  }
  ask(question: Question): Promise<Answer> {
    return ask(this.#port, question);
  }
  async told(id: string): Promise<readonly Told[]> {
    const { body } = await this.ask({ path: '/told' });
    return (JSON.parse(body) as readonly Told[]).filter((one) => one.id === id);
  }
  /** What it was told of a request once there is something: the summary comes after the last byte. */
  async toldOf(id: string, count: number): Promise<readonly Told[]> {
    for (let turn = 0; turn < 500; turn += 1) {
      const told = await this.told(id);
      if (told.length >= count) return told;
      await new Promise((done) => void setTimeout(done, 20));
    }
    return this.told(id);
  }
}

type Is = (what: string, got: unknown, wanted: unknown) => void;
type Check = (client: Client, is: Is) => Promise<void>;

const here = ({ body }: Answer): Here => JSON.parse(body.replace(/^first /, '')) as Here;

const hostile: readonly (readonly [name: string, headers: Readonly<Record<string, string | readonly string[]>>])[] = [
  ['markup', { 'x-request-id': '<script>alert(1)</script>' }],
  ['long', { 'x-request-id': 'a'.repeat(129) }],
  ['upper half of Latin-1', { 'x-request-id': 'clientÿsuppliedÿid' }],
  ['doubled', { 'x-request-id': [ID, `${ID}-b`] }],
];

/** What is tried, by the name that the table gives it. */
export const CHECKS = {
  'route of a mounted router, ID, trace': async (client, is) => {
    const headers = { 'x-request-id': ID, traceparent: PARENT };
    const answer = await client.ask({ path: '/orgs/17/items/23?token=x', headers });
    is('answer', [answer.status, answer.id], [200, ID]);
    is('context', here(answer), { id: ID, trace: TRACE, route: '/orgs/:org/items/:item', account: null });
    const [summary] = await client.toldOf(ID, 1);
    is('summary', summary, { id: ID, what: 'ok', route: '/orgs/:org/items/:item', status: 200 });
  },
  'doubled and hostile headers': async (client, is) => {
    for (const [name, headers] of hostile) {
      const answer = await client.ask({ path: '/orgs/17/items/23', headers });
      is(`${name}: ID`, [IS_TRACE.test(String(answer.id)), here(answer).id === answer.id], [true, true]);
    }
    const headers = { traceparent: [PARENT, PARENT], 'x-request-id': 'with-two-traces' };
    const { trace } = here(await client.ask({ path: '/orgs/17/items/23', headers }));
    is('two of traceparent: a trace of its own', [IS_TRACE.test(trace), trace === TRACE], [true, false]);
  },
  'an error, a 404': async (client, is) => {
    const boom = await client.ask({ path: '/boom', headers: { 'x-request-id': 'id-of-boom' } });
    is(
      'error',
      [boom.status, boom.id, JSON.parse(boom.body)],
      [500, 'id-of-boom', { error: { code: 'internal_error', request_id: 'id-of-boom' } }],
    );
    const told = await client.toldOf('id-of-boom', 2);
    is(
      'told of it',
      told.map(({ what }) => what),
      ['RangeError', 'server_error'],
    );
    const missing = await client.ask({ path: '/nowhere', headers: { 'x-request-id': 'id-of-missing' } });
    is('404', [missing.status, missing.id], [404, 'id-of-missing']);
    is('its summary', (await client.toldOf('id-of-missing', 1))[0]?.route, 'unmatched');
  },
  'a stream that is read later': async (client, is) => {
    const answer = await client.ask({ path: '/late', headers: { 'x-request-id': 'id-of-late' } });
    is('context of its second part', [answer.body.slice(0, 6), here(answer).id], ['first ', 'id-of-late']);
    is(
      'summary',
      (await client.toldOf('id-of-late', 1)).map(({ what }) => what),
      ['ok'],
    );
  },
  'a body': async (client, is) => {
    const headers = { 'x-request-id': 'id-of-body' };
    const answer = await client.ask({ path: '/body', headers, post: '{"a":[1,2]}' });
    is('context and body', [here(answer).id, JSON.parse(answer.body).body], ['id-of-body', { a: [1, 2] }]);
  },
  '`tracedFetch`: headers to listed hosts, none to others': async (client, is) => {
    const headers = { 'x-request-id': 'id-that-goes-on', traceparent: PARENT };
    const { listed, other } = JSON.parse((await client.ask({ path: '/asks', headers })).body) as Record<
      'listed' | 'other',
      Readonly<Record<string, string>>
    >;
    is('ID there', listed['x-request-id'], 'id-that-goes-on');
    is(
      'trace there',
      /^00-([0-9a-f]{32})-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/.exec(listed['traceparent'] ?? '')?.[1],
      TRACE,
    );
    is('with others', [other['x-request-id'], other['traceparent']], [undefined, undefined]);
  },
  '500 requests, fifty at a time: nobody is taken for another': async (client, is) => {
    let n = 0;
    const wrong: string[] = [];
    const lane = async (): Promise<void> => {
      while (n < 500) {
        const mine = (n += 1);
        const id = `id-of-number-${mine}`;
        const answer = await client.ask({ path: `/who/${mine}`, headers: { 'x-request-id': id } });
        const { before, after } = JSON.parse(answer.body) as Record<'before' | 'after', Here>;
        const got = [answer.id, before.id, before.account, after.id, after.account];
        if (!isDeepStrictEqual(got, [id, id, null, id, mine % 5 === 0 ? null : `account-${mine}`]))
          wrong.push(`${mine}: ${JSON.stringify(got)}`);
      }
    };
    await Promise.all(Array.from({ length: 50 }, lane));
    is('taken for another', wrong, []);
  },
  'a client that goes away has a summary': async (client, is) => {
    await client.ask({ path: '/endless', headers: { 'x-request-id': 'id-of-endless' }, leave: true });
    const told = await client.toldOf('id-of-endless', 1);
    is(
      'summary',
      told.map(({ what }) => what),
      ['aborted'],
    );
  },
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof CHECKS;

/** What is not as it must be, each with what was got. */
export async function faultsOf(name: CheckName, client: Client): Promise<readonly string[]> {
  const faults: string[] = [];
  await CHECKS[name](client, (what, got, wanted) => {
    if (!isDeepStrictEqual(got, wanted))
      faults.push(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
  }).catch((error: unknown) => void faults.push(String(error)));
  return faults;
}
