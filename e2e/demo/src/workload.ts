import { randomBytes, randomUUID } from 'node:crypto';
import { browserBatch, spoil } from './browser.ts';
import { plant } from './canaries.ts';
import type { Answer, Sent } from './http-client.ts';
import type { Random } from './random.ts';
import { actorOf, type World } from './world.ts';

/** One request to be sent, and what the demo will later expect of it. */
export interface Planned extends Sent {
  readonly kind: string;
  /** Values in it that no sink may show. */
  readonly planted: readonly string[];
  /** Called with the answer, to learn IDs that later requests use. */
  readonly learn?: (answer: Answer) => void;
}

const json = (value: unknown): string => JSON.stringify(value);
const idOf = (answer: Answer): string | undefined => (JSON.parse(answer.body) as { id?: string }).id;

type Maker = (world: World, random: Random) => Planned;

const makers: readonly (readonly [weight: number, kind: string, make: Maker])[] = [
  [
    24,
    'list items',
    (world, random) =>
      as(world, random, 'viewer', (org) => ({
        method: 'GET',
        path: `/workspaces/${random.pick(org.workspaces)}/items?sort=${encodeURIComponent(plantInto(random))}`,
      })),
  ],
  [
    13,
    'read item',
    (world, random) =>
      as(world, random, 'viewer', (org) => ({
        method: 'GET',
        path: `/items/${random.pick(org.items) ?? randomUUID()}`,
      })),
  ],
  [
    9,
    'create item',
    (world, random) =>
      as(world, random, 'editor', (org) => ({
        method: 'POST',
        path: `/workspaces/${random.pick(org.workspaces)}/items`,
        body: json({
          kind: random.pick(['post', 'image', 'video']),
          title: `Draft for ${plantInto(random)}`,
          ...(random.chance(0.3) && { attachment: randomBytes(300).toString('base64') }),
        }),
        learn: (answer) => {
          if (answer.status === 201) org.items.push(idOf(answer) ?? '');
        },
      })),
  ],
  [
    8,
    'comment',
    (world, random) =>
      as(world, random, 'viewer', (org) => ({
        method: 'POST',
        path: `/items/${random.pick(org.items) ?? randomUUID()}/comments`,
        body: json({ body: `Please call ${plantInto(random)} about this.` }),
      })),
  ],
  [
    6,
    'submit',
    (world, random) =>
      as(world, random, 'editor', (org) => ({
        method: 'POST',
        path: `/items/${random.pick(org.items) ?? randomUUID()}/submit`,
      })),
  ],
  [
    7,
    'decide',
    (world, random) =>
      as(world, random, 'approver', (org) => ({
        method: 'POST',
        path: `/items/${random.pick(org.items) ?? randomUUID()}/decisions`,
        body: json({ decision: random.pick(['approved', 'rejected', 'changes_requested']) }),
      })),
  ],
  [
    2,
    'invite',
    (world, random) =>
      as(world, random, 'approver', (org) => ({
        method: 'POST',
        path: `/workspaces/${random.pick(org.workspaces)}/invites`,
        body: json({ email: plantInto(random), role: 'viewer' }),
      })),
  ],
  [
    2,
    'feedback',
    (world, random) =>
      as(world, random, 'viewer', () => ({
        method: 'POST',
        path: '/feedback',
        body: json({ kind: random.pick(['bug', 'idea', 'other']), body: `It broke. My card is ${plantInto(random)}` }),
      })),
  ],
  [4, 'who am I', (world, random) => as(world, random, 'viewer', () => ({ method: 'GET', path: '/me' }))],
  [
    4,
    'list workspaces',
    (world, random) => as(world, random, 'viewer', () => ({ method: 'GET', path: '/workspaces' })),
  ],
  [
    1,
    'wrong password',
    (world, random) => ({
      kind: '',
      planted: [],
      method: 'POST',
      path: '/login',
      body: json({ email: actorOf(world, random, 'viewer').email, password: plantInto(random) }),
    }),
  ],
  [
    1,
    'change role',
    (world, random) =>
      as(world, random, 'admin', (org) => ({
        method: 'PUT',
        path: `/admin/accounts/${random.pick(org.actors.filter(({ role }) => role === 'viewer')).id}/role`,
        body: json({ role: random.pick(['viewer', 'editor']) }),
      })),
  ],
  [1, 'export', (world, random) => as(world, random, 'admin', () => ({ method: 'POST', path: '/admin/exports' }))],
  [
    1,
    'denied admin',
    (world, random) => as(world, random, 'viewer', () => ({ method: 'POST', path: '/admin/exports' })),
  ],
  [
    14,
    'browser batch',
    (world, random) => as(world, random, 'viewer', (_org, actor) => browserPost(world, random, actor.sessionId)),
  ],
  [
    2,
    'unknown path',
    (_world, random) => ({
      kind: '',
      planted: [],
      method: 'GET',
      path: `/reset/${encodeURIComponent(plantInto(random))}`,
    }),
  ],
  [1, 'database error', (world, random) => as(world, random, 'viewer', () => ({ method: 'GET', path: '/items/%00' }))],
];

const TOTAL = makers.reduce((sum, [weight]) => sum + weight, 0);
let planted: string[] = [];

function plantInto(random: Random): string {
  const value = plant(random);
  planted.push(value);
  return value;
}

/** The next request of the mix, with headers as callers really send them: good ones, none, and hostile ones. */
export function nextRequest(world: World, random: Random): Planned {
  planted = [];
  let left = random.int(TOTAL);
  for (const [weight, kind, make] of makers) {
    left -= weight;
    if (left >= 0) continue;
    const made = make(world, random);
    const headers = { ...made.headers, ...callerHeaders(random) };
    return { ...made, kind, headers, planted };
  }
  throw new Error('weights do not add up');
}

type Body = Omit<Planned, 'kind' | 'planted'>;

function as(
  world: World,
  random: Random,
  role: string,
  make: (org: World['orgs'][number], actor: World['orgs'][number]['actors'][number]) => Body,
): Planned {
  const actor = actorOf(world, random, role);
  const made = make(actor.org, actor);
  const session = random.chance(0.5)
    ? { authorization: `Bearer ${actor.token}` }
    : { cookie: `theme=dark; session=${actor.token}` };
  return { kind: '', planted: [], ...made, headers: { ...made.headers, ...session } };
}

function browserPost(world: World, random: Random, sessionId: string): Body {
  const events = browserBatch(random, world.schemaVersion, sessionId, Date.now());
  const sent = events.map((event) => (random.chance(0.04) ? spoil(event, random, plantInto(random)) : event));
  return {
    method: 'POST',
    path: '/_t',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' },
    body: json({ v: 1, sent_at: new Date().toISOString(), batch_id: randomUUID(), events: sent }),
  };
}

/** Headers of a caller: some send IDs, some send secrets where none belong, some send what breaks parsers. */
function callerHeaders(random: Random): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {
    'user-agent': random.chance(0.05) ? `curl/8 ${plantInto(random)}` : 'Mozilla/5.0 (demo)',
  };
  if (random.chance(0.35)) headers['x-request-id'] = `req-${randomUUID()}`;
  if (random.chance(0.3))
    headers['traceparent'] =
      `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${random.pick(['00', '01'])}`;
  if (random.chance(0.06)) headers['x-api-key'] = plantInto(random);
  if (random.chance(0.08)) {
    const [name, value] = random.pick<() => [string, string | string[]]>([
      () => ['x-request-id', `id ${plantInto(random)} <script>`],
      () => ['x-request-id', 'a'.repeat(4_000)],
      () => ['x-request-id', [`req-${randomUUID()}`, `req-${randomUUID()}`]],
      () => ['traceparent', `00-${'0'.repeat(32)}-${randomBytes(8).toString('hex')}-01`],
      () => ['traceparent', [`00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`, '00-junk']],
      () => ['tracestate', `${'k=v,'.repeat(400)}=`],
      () => ['referer', `https://app.example/reset?token=${plantInto(random)}`],
    ])();
    headers[name] = value;
  }
  return headers;
}

/** Bytes that Node's parser answers itself, before any application sees them. */
export const MALFORMED: readonly string[] = [
  'GET / HTTP/1.1\r\nHost: a\r\nBad Header: 1\r\n\r\n',
  'BROKEN\r\n\r\n',
  'GET /items HTTP/9.9\r\nHost: a\r\n\r\n',
  `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
];
