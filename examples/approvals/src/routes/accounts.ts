import type { FastifyInstance } from 'fastify';
import type { Deps } from '../app.ts';
import { ApiError } from '../platform/errors.ts';
import { checkPassword, hashPassword, hashToken, newToken } from '../platform/passwords.ts';
import { requireRole, tokenOf } from '../session.ts';

interface Credentials {
  email: string;
  password: string;
}

interface Known extends Record<string, unknown> {
  id: string;
  org_id: string;
  role: string;
  plan: string;
  password_hash: string;
  failed_logins: number;
}

const MAX_FAILED_LOGINS = 10;

const credentials = {
  type: 'object',
  required: ['email', 'password'],
  properties: { email: { type: 'string', maxLength: 200 }, password: { type: 'string', maxLength: 200 } },
};

const consent = { type: 'object', required: ['analytics'], properties: { analytics: { type: 'boolean' } } };

const KNOWN = `SELECT a.*, o.plan FROM accounts a JOIN organisations o ON o.id = a.org_id WHERE email = $1`;

export function accountRoutes(app: FastifyInstance, deps: Deps): void {
  const { database, telemetry } = deps;

  app.post<{ Body: Credentials & { organisation: string; plan: 'free' | 'team' | 'enterprise' } }>(
    '/organisations',
    {
      schema: { body: { ...credentials, required: ['email', 'password', 'organisation', 'plan'] } },
    },
    async ({ body }, reply) => {
      const orgId = crypto.randomUUID();
      const id = crypto.randomUUID();
      const passwordHash = await hashPassword(body.password);
      await database.transaction(async (tx) => {
        await tx.query('INSERT INTO organisations VALUES ($1, $2, $3)', [orgId, body.organisation, body.plan]);
        await tx.query('INSERT INTO accounts VALUES ($1, $2, $3, $4, $5)', [
          id,
          orgId,
          body.email,
          passwordHash,
          'admin',
        ]);
      });
      telemetry.identify({ id, orgId, role: 'admin', dimensions: { plan: body.plan } });
      telemetry.events.capture('organisation_created', { plan_chosen: body.plan });
      telemetry.audit.record('user.created', { subject: { type: 'user', id } });
      return reply.code(201).send({ id, organisationId: orgId });
    },
  );

  app.post<{ Body: Credentials }>('/login', { schema: { body: credentials } }, async ({ body }, reply) => {
    const { rows } = await database.query<Known>(KNOWN, [body.email]);
    const account = rows[0];
    const reason = await refusal(account, body.password);
    if (reason !== undefined || !account) {
      await deps.database.query('UPDATE accounts SET failed_logins = failed_logins + 1 WHERE email = $1', [body.email]);
      telemetry.metrics.auth.attempt({ outcome: 'failure', reason: reason ?? 'bad_credentials' });
      telemetry.audit.record('login.failed', {
        outcome: 'denied',
        subject: account ? { type: 'user', id: account.id } : [],
        metadata: { method: 'password', reason: reason ?? 'bad_credentials' },
      });
      throw new ApiError(401, 'bad_credentials');
    }
    const token = newToken();
    await database.query('INSERT INTO sessions VALUES ($1, $2)', [hashToken(token), account.id]);
    telemetry.identify({
      id: account.id,
      orgId: account.org_id,
      role: account.role,
      dimensions: { plan: account.plan },
    });
    telemetry.metrics.auth.attempt({ outcome: 'success' });
    telemetry.audit.record('login.succeeded', {
      subject: { type: 'user', id: account.id },
      metadata: { method: 'password' },
    });
    telemetry.events.capture('login_succeeded', {});
    return reply.header('set-cookie', `session=${token}; HttpOnly; SameSite=Lax; Path=/`).send({ token });
  });

  app.post('/logout', async (request, reply) => {
    const account = requireRole(request, 'viewer');
    await database.query('DELETE FROM sessions WHERE token_hash = $1', [hashToken(tokenOf(request) ?? '')]);
    telemetry.audit.record('logout.completed', {
      subject: { type: 'user', id: account.id },
      metadata: { reason: 'user' },
    });
    return reply.code(204).send();
  });

  app.get('/me', async (request) => {
    const account = requireRole(request, 'viewer');
    const analytics = account.analytics_consent ? 'given' : 'unknown';
    return { id: account.id, organisationId: account.org_id, role: account.role, plan: account.plan, analytics };
  });

  app.put<{ Body: { analytics: boolean } }>('/me/consent', { schema: { body: consent } }, async (request, reply) => {
    const { id } = requireRole(request, 'viewer');
    const { analytics } = request.body;
    await database.query('UPDATE accounts SET analytics_consent = $1 WHERE id = $2', [analytics, id]);
    telemetry.audit.record('consent.changed', {
      subject: { type: 'user', id },
      metadata: { analytics: analytics ? 'given' : 'withdrawn' },
    });
    return reply.code(204).send();
  });

  async function refusal(
    account: Known | undefined,
    password: string,
  ): Promise<'bad_credentials' | 'locked' | undefined> {
    if (!account) return 'bad_credentials';
    if (account.failed_logins >= MAX_FAILED_LOGINS) return 'locked';
    return (await checkPassword(password, account.password_hash)) ? undefined : 'bad_credentials';
  }
}
