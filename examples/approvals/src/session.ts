import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Deps } from './app.ts';
import type { Database } from './platform/database.ts';
import { forbidden, unauthenticated } from './platform/errors.ts';
import { hashToken } from './platform/passwords.ts';
import { noteConsent } from './telemetry/consent.ts';

export type Role = 'viewer' | 'editor' | 'approver' | 'admin';

export interface Account extends Record<string, unknown> {
  readonly id: string;
  readonly org_id: string;
  readonly role: Role;
  readonly plan: string;
  readonly analytics_consent: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    account: Account | null;
  }
}

const RANK: Record<Role, number> = { viewer: 0, editor: 1, approver: 2, admin: 3 };

const ACCOUNT = `SELECT a.id, a.org_id, a.role, a.analytics_consent, o.plan FROM sessions s
  JOIN accounts a ON a.id = s.account_id JOIN organisations o ON o.id = a.org_id WHERE s.token_hash = $1`;

/** The session token that the browser sends. */
export const tokenIn = (cookie: string): string | undefined => /(?:^|;\s*)session=([\w-]{1,200})/.exec(cookie)?.[1];

/** The session token of a request: a bearer header, or the cookie. */
export function tokenOf({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer (.{1,200})$/.exec(headers.authorization ?? '')?.[1];
  return bearer ?? tokenIn(headers.cookie ?? '');
}

/** The account that a session belongs to; undefined where there is none. */
export async function accountOfToken(database: Database, token: string | undefined): Promise<Account | undefined> {
  if (token === undefined) return undefined;
  const { rows } = await database.query<Account>(ACCOUNT, [hashToken(token)]);
  return rows[0];
}

/** Knows who asks before any handler runs, and tells every telemetry layer at this one place. */
export function useSessions(app: FastifyInstance, { database, telemetry }: Deps): void {
  app.decorateRequest('account', null);
  app.addHook('preHandler', async (request) => {
    const account = await accountOfToken(database, tokenOf(request));
    if (!account) return;
    request.account = account;
    telemetry.identify({
      id: account.id,
      orgId: account.org_id,
      role: account.role,
      dimensions: { plan: account.plan },
    });
    if (account.analytics_consent) noteConsent();
  });
}

/** The account behind a request, of at least this role. */
export function requireRole(request: FastifyRequest, least: Role): Account {
  if (!request.account) throw unauthenticated();
  if (RANK[request.account.role] < RANK[least]) throw forbidden();
  return request.account;
}
