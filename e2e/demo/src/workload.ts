import { randomBytes, randomUUID } from 'node:crypto';
import { browserBatch, spoil } from './browser.ts';
import { callerHeaders } from './caller-headers.ts';
import { createDraw, type Draw } from './draw.ts';
import type { Answer, Sent } from './http-client.ts';
import type { Random } from './random.ts';
import { actorOf, type DemoActor, type World } from './world.ts';

/** One request to be sent, and what the demo will later expect of it. */
export interface Planned extends Sent {
  readonly kind: string;
  /** Values in it that no sink may show. */
  readonly planted: readonly string[];
  /** Called with the answer, to learn IDs that later requests use. */
  readonly learn?: (answer: Answer) => void;
}

type Request = Omit<Planned, 'kind' | 'planted'>;

const json = (value: unknown): string => JSON.stringify(value);
const workspace = ({ org }: DemoActor, draw: Draw): string => `/workspaces/${draw.pick(org.workspaces)}`;
const item = ({ org }: DemoActor, draw: Draw): string =>
  `/items/${org.items.length > 0 ? draw.pick(org.items) : randomUUID()}`;
const post = (path: string, body?: unknown): Request => ({
  method: 'POST',
  path,
  ...(body !== undefined && { body: json(body) }),
});

function createItem(actor: DemoActor, draw: Draw): Request {
  const attachment = draw.chance(0.3) ? { attachment: randomBytes(300).toString('base64') } : {};
  const kind = draw.pick(['post', 'image', 'video']);
  return {
    ...post(`${workspace(actor, draw)}/items`, { kind, title: `Draft for ${draw.secret()}`, ...attachment }),
    learn: ({ status, body }) => {
      if (status === 201) actor.org.items.push((JSON.parse(body) as { id: string }).id);
    },
  };
}

function browserPost({ sessionId }: DemoActor, draw: Draw, schemaVersion: string): Request {
  const events = browserBatch(draw, schemaVersion, sessionId, Date.now());
  const sent = events.map((event) => (draw.chance(0.04) ? spoil(event, draw, draw.secret()) : event));
  return {
    ...post('/_t', { v: 1, sent_at: new Date().toISOString(), batch_id: randomUUID(), events: sent }),
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' },
  };
}

const decisions = ['approved', 'rejected', 'changes_requested'] as const;

type Make = (actor: DemoActor, draw: Draw, world: World) => Request;

/** What is sent, how often, and by whom; `nobody` sends without a session. */
const MIX: readonly (readonly [weight: number, kind: string, role: string, make: Make])[] = [
  [
    24,
    'list items',
    'viewer',
    (actor, draw) => ({
      method: 'GET',
      path: `${workspace(actor, draw)}/items?sort=${encodeURIComponent(draw.secret())}`,
    }),
  ],
  [13, 'read item', 'viewer', (actor, draw) => ({ method: 'GET', path: item(actor, draw) })],
  [9, 'create item', 'editor', createItem],
  [
    8,
    'comment',
    'viewer',
    (actor, draw) => post(`${item(actor, draw)}/comments`, { body: `Please call ${draw.secret()} about this.` }),
  ],
  [6, 'submit', 'editor', (actor, draw) => post(`${item(actor, draw)}/submit`)],
  [
    7,
    'decide',
    'approver',
    (actor, draw) => post(`${item(actor, draw)}/decisions`, { decision: draw.pick(decisions) }),
  ],
  [
    2,
    'invite',
    'approver',
    (actor, draw) => post(`${workspace(actor, draw)}/invites`, { email: draw.secret(), role: 'viewer' }),
  ],
  [
    2,
    'feedback',
    'viewer',
    (_actor, draw) =>
      post('/feedback', { kind: draw.pick(['bug', 'idea', 'other']), body: `It broke. My card is ${draw.secret()}` }),
  ],
  [4, 'who am I', 'viewer', () => ({ method: 'GET', path: '/me' })],
  [4, 'list workspaces', 'viewer', () => ({ method: 'GET', path: '/workspaces' })],
  [1, 'wrong password', 'nobody', ({ email }, draw) => post('/login', { email, password: draw.secret() })],
  [
    1,
    'change role',
    'admin',
    ({ org }, draw) => ({
      method: 'PUT',
      path: `/admin/accounts/${draw.pick(org.actors.filter(({ role }) => role === 'viewer')).id}/role`,
      body: json({ role: draw.pick(['viewer', 'editor']) }),
    }),
  ],
  [1, 'export', 'admin', () => post('/admin/exports')],
  [1, 'denied export', 'viewer', () => post('/admin/exports')],
  [14, 'browser batch', 'viewer', (actor, draw, { schemaVersion }) => browserPost(actor, draw, schemaVersion)],
  [
    2,
    'unknown path',
    'nobody',
    (_actor, draw) => ({ method: 'GET', path: `/reset/${encodeURIComponent(draw.secret())}` }),
  ],
  // PostgreSQL refuses a NUL in a text: an error that no route expects.
  [1, 'database error', 'viewer', () => ({ method: 'GET', path: '/items/%00' })],
];

const TOTAL = MIX.reduce((sum, [weight]) => sum + weight, 0);

const session = ({ token }: DemoActor, draw: Draw): Record<string, string> =>
  draw.chance(0.5) ? { authorization: `Bearer ${token}` } : { cookie: `theme=dark; session=${token}` };

/** The next request of the mix, with headers as callers really send them: good ones, none, and hostile ones. */
export function nextRequest(world: World, random: Random): Planned {
  const draw = createDraw(random);
  let left = random.int(TOTAL);
  for (const [weight, kind, role, make] of MIX) {
    left -= weight;
    if (left >= 0) continue;
    const actor = actorOf(world, random, role === 'nobody' ? 'viewer' : role);
    const made = make(actor, draw, world);
    const own = role === 'nobody' ? {} : session(actor, draw);
    return { ...made, kind, headers: { ...made.headers, ...own, ...callerHeaders(draw) }, planted: draw.planted };
  }
  throw new Error('weights do not add up');
}

/** Bytes that Node's parser answers itself, before any application sees them. */
export const MALFORMED: readonly string[] = [
  'GET / HTTP/1.1\r\nHost: a\r\nBad Header: 1\r\n\r\n',
  'BROKEN\r\n\r\n',
  'GET /items HTTP/9.9\r\nHost: a\r\n\r\n',
  `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
];
