import { randomBytes, randomUUID } from 'node:crypto';
import { browserBatch } from '../../demo/src/browser.ts';
import { type Answer, createHttpClient, type Sent } from '../../demo/src/http-client.ts';
import { createRandom } from '../../demo/src/random.ts';
import { createWorld, type DemoActor, type World } from '../../demo/src/world.ts';
import { catalog } from '../../../examples/approvals/src/telemetry/catalog.ts';

/** What people do besides their work: each is a fault of the test. */
export interface Mood {
  /** Nobody works. */
  quiet: boolean;
  /** A third of the requests meets an error of the service. */
  errors: boolean;
  /** Somebody tries passwords. */
  guessing: boolean;
  /** Somebody reports a bug. */
  bug: boolean;
}

export interface Load {
  readonly mood: Mood;
  stop(): Promise<void>;
}

interface Asked extends Sent {
  /** Takes IDs out of the answer that later requests use. */
  readonly learn?: (answer: Answer) => void;
}

type Step = (actor: DemoActor, turn: number) => Asked;

const json = (value: unknown): string => JSON.stringify(value);
const workspaceOf = ({ org }: DemoActor): string => `/workspaces/${org.workspaces[0]}`;
const itemOf = ({ org }: DemoActor): string => `/items/${org.items[0]}`;
const get = (path: string): Sent => ({ method: 'GET', path });
const post = (path: string, body: unknown): Sent => ({ method: 'POST', path, body: json(body) });

function create({ org }: DemoActor): Asked {
  const body = { kind: 'post', title: 'Draft', attachment: randomBytes(90).toString('base64') };
  return {
    ...post(`/workspaces/${org.workspaces[0]}/items`, body),
    learn({ body: made, status }) {
      if (status === 201) org.items[0] = (JSON.parse(made) as { id: string }).id;
    },
  };
}

const invite: Step = (actor) => {
  const body = { email: `${randomUUID()}@customer.example`, role: 'viewer' };
  return post(`${workspaceOf(actor)}/invites`, body);
};

function browse({ sessionId }: DemoActor, turn: number): Sent {
  const events = browserBatch(createRandom(turn), catalog.version, sessionId, Date.now());
  const batch = { v: 1, sent_at: new Date().toISOString(), batch_id: randomUUID(), events };
  return {
    ...post('/_t', batch),
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' },
  };
}

/** One round of ordinary work, in turn. */
const WORK: readonly (readonly [role: string, Step])[] = [
  ['editor', create],
  ['viewer', (actor) => get(`${workspaceOf(actor)}/items`)],
  ['approver', invite],
  ['editor', (actor) => ({ method: 'POST', path: `${itemOf(actor)}/submit` })],
  ['viewer', (actor) => post(`${itemOf(actor)}/comments`, { body: 'Looks good to me.' })],
  ['viewer', (actor) => get(itemOf(actor))],
  ['approver', (actor) => post(`${itemOf(actor)}/decisions`, { decision: 'approved' })],
  ['approver', invite],
  ['admin', () => ({ method: 'POST', path: '/admin/exports' })],
  ['viewer', browse],
];

/** PostgreSQL refuses a NUL in a text: an error that no route expects. */
const BROKEN = get('/items/%00');
const EVERY_MS = 125;
const SIGN_IN_EVERY = 25;

type Send = (sent: Sent) => Promise<Answer>;

/** What goes wrong in this turn, beside the work. */
function faultsOf(mood: Mood, turn: number): readonly Sent[] {
  const sent: Sent[] = [];
  if (mood.errors && turn % 2 === 0) sent.push(BROKEN);
  if (mood.guessing && turn % 4 === 0)
    sent.push(post('/login', { email: 'nobody@customer.example', password: 'guess' }));
  if (mood.bug) sent.push(post('/feedback', { kind: 'bug', body: 'It broke.' }));
  mood.bug = false;
  return sent;
}

function authorised(sent: Sent, { token }: DemoActor): Sent {
  return { ...sent, headers: { ...sent.headers, authorization: `Bearer ${token}` } };
}

async function signIns(send: Send): Promise<Sent> {
  const account = { email: `owner-${randomUUID()}@customer.example`, password: 'correct-horse' };
  await send(post('/organisations', { ...account, organisation: 'Acme', plan: 'team' }));
  return post('/login', account);
}

/** Eight requests a second on two replicas, by people who were made through the service's own routes. */
export async function startLoad(origins: readonly string[]): Promise<Load> {
  const clients = origins.map((origin) => createHttpClient(origin, 40));
  const [first] = clients;
  if (first === undefined) throw new Error('no replica');
  const world: World = await createWorld((_kind, sent) => first.send(sent), createRandom(1), 1, catalog.version);
  const signIn = await signIns((sent) => first.send(sent));
  const actors = world.orgs[0]?.actors ?? [];
  const mood: Mood = { quiet: false, errors: false, guessing: false, bug: false };
  const open = new Set<Promise<unknown>>();
  let turn = 0;
  const send = (sent: Sent, learn: (answer: Answer) => void = () => undefined): void => {
    const client = clients[turn % clients.length] ?? first;
    // A replica that is gone or frozen answers nothing.
    const answer: Promise<unknown> = client
      .send(sent)
      .then(learn, () => undefined)
      .finally(() => open.delete(answer));
    open.add(answer);
  };
  const takeTurn = (): void => {
    turn += 1;
    const [role, step]: (typeof WORK)[number] = WORK[turn % WORK.length] ?? ['viewer', browse];
    const actor = actors.find((one) => one.role === role);
    if (mood.quiet || actor === undefined) return;
    const { learn, ...sent } = step(actor, turn);
    send(authorised(sent, actor), learn);
    for (const fault of faultsOf(mood, turn)) send(authorised(fault, actor));
    if (turn % SIGN_IN_EVERY === 0) send(signIn);
  };
  const timer = setInterval(takeTurn, EVERY_MS);
  return {
    mood,
    async stop() {
      clearInterval(timer);
      for (const client of clients) client.close();
      await Promise.all(open);
    },
  };
}
