import { randomUUID } from 'node:crypto';
import type { Answer, Sent } from './http-client.ts';
import type { Random } from './random.ts';

export interface DemoActor {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly token: string;
  readonly sessionId: string;
  readonly org: DemoOrg;
}

export interface DemoOrg {
  readonly actors: DemoActor[];
  readonly workspaces: string[];
  readonly items: string[];
}

/** The organisations, people and content that the load works with, all made through the service's own routes. */
export interface World {
  readonly orgs: readonly DemoOrg[];
  readonly schemaVersion: string;
}

type Send = (kind: string, sent: Sent) => Promise<Answer>;

const ROLES = ['viewer', 'viewer', 'editor', 'editor', 'approver', 'approver'] as const;
/** One person of so many does not agree to product analytics. */
const DISAGREES = 5;

const PLANS = ['free', 'team', 'enterprise'] as const;

/** Signs up organisations, invites people and signs everybody in. */
export async function createWorld(send: Send, random: Random, orgs: number, schemaVersion: string): Promise<World> {
  return { schemaVersion, orgs: await Promise.all(Array.from({ length: orgs }, () => createOrg(send, random))) };
}

async function createOrg(send: Send, random: Random): Promise<DemoOrg> {
  const org: DemoOrg = { actors: [], workspaces: [], items: [] };
  const post = async (kind: string, path: string, body: unknown, token?: string): Promise<Record<string, string>> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await send(kind, { method: 'POST', path, headers, body: JSON.stringify(body) });
    if (answer.status >= 300) throw new Error(`${kind}: ${answer.status} ${answer.body}`);
    return answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, string>);
  };
  const join = async (id: string, email: string, password: string, role: string): Promise<DemoActor> => {
    const { token = '' } = await post('sign in', '/login', { email, password });
    const actor: DemoActor = { id, email, role, token, sessionId: randomUUID(), org };
    // Whoever does not agree is counted among the refused events, and stored nowhere.
    org.actors.push(actor);
    if (org.actors.length % DISAGREES !== 0) await agree(token);
    return actor;
  };
  const agree = async (token: string): Promise<void> => {
    const headers = { authorization: `Bearer ${token}` };
    const body = JSON.stringify({ analytics: true });
    const { status } = await send('agree to analytics', { method: 'PUT', path: '/me/consent', headers, body });
    if (status !== 204) throw new Error(`agree to analytics: ${status}`);
  };
  const password = `correct-${random.int(1e9)}`;
  const adminEmail = `admin-${randomUUID()}@customer.example`;
  const signedUp = await post('sign up', '/organisations', {
    email: adminEmail,
    password,
    organisation: 'Acme',
    plan: random.pick(PLANS),
  });
  const admin = await join(signedUp['id'] ?? '', adminEmail, password, 'admin');
  for (const name of ['Launch', 'Evergreen']) {
    org.workspaces.push((await post('create workspace', '/workspaces', { name }, admin.token))['id'] ?? '');
  }
  for (const role of ROLES) {
    const email = `${role}-${randomUUID()}@customer.example`;
    const invite = await post('invite', `/workspaces/${org.workspaces[0]}/invites`, { email, role }, admin.token);
    const account = await post('accept invite', `/invites/${invite['id']}/accept`, { password });
    await join(account['id'] ?? '', email, password, role);
  }
  // What is decided later depends on which of two requests under way comes first: one item is decided in every run.
  const tokenOf = (wanted: string): string | undefined => org.actors.find(({ role }) => role === wanted)?.token;
  const draft = { kind: 'post', title: 'Draft' };
  const { id = '' } = await post('create item', `/workspaces/${org.workspaces[0]}/items`, draft, tokenOf('editor'));
  org.items.push(id);
  await post('submit', `/items/${id}/submit`, undefined, tokenOf('editor'));
  await post('decide', `/items/${id}/decisions`, { decision: 'approved' }, tokenOf('approver'));
  return org;
}

/** Somebody of this role or, for viewers, anybody. */
export function actorOf(world: World, random: Random, role: string): DemoActor {
  const { actors } = random.pick(world.orgs);
  const fitting = role === 'viewer' ? actors : actors.filter((actor) => actor.role === role);
  return random.pick(fitting);
}
