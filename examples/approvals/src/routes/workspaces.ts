import type { FastifyInstance } from 'fastify';
import type { Deps } from '../app.ts';
import { notFound } from '../platform/errors.ts';
import { hashPassword } from '../platform/passwords.ts';
import { type Account, requireRole, type Role } from '../session.ts';

const newWorkspace = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', minLength: 1, maxLength: 120 } },
};
const acceptance = {
  type: 'object',
  required: ['password'],
  properties: { password: { type: 'string', minLength: 8, maxLength: 200 } },
};
const newInvite = {
  type: 'object',
  required: ['email', 'role'],
  properties: {
    email: { type: 'string', maxLength: 200 },
    role: { type: 'string', enum: ['viewer', 'editor', 'approver', 'admin'] },
  },
};

interface Accepted extends Record<string, unknown> {
  org_id: string;
  email: string;
  role: Role;
  plan: string;
}

const ACCEPT = `UPDATE invites i SET status = 'accepted' FROM workspaces w, organisations o
  WHERE i.id = $1 AND i.status = 'pending' AND w.id = i.workspace_id AND o.id = w.org_id
  RETURNING w.org_id, i.email, i.role, o.plan`;

export function workspaceRoutes(app: FastifyInstance, { database, notifications, telemetry }: Deps): void {
  app.get('/workspaces', async (request) => {
    const account = requireRole(request, 'viewer');
    const { rows } = await database.query('SELECT id, name FROM workspaces WHERE org_id = $1 ORDER BY id LIMIT 100', [
      account.org_id,
    ]);
    return { workspaces: rows };
  });

  app.post<{ Body: { name: string } }>('/workspaces', { schema: { body: newWorkspace } }, async (request, reply) => {
    const account = requireRole(request, 'editor');
    const id = crypto.randomUUID();
    await database.query('INSERT INTO workspaces VALUES ($1, $2, $3)', [id, account.org_id, request.body.name]);
    telemetry.events.capture('workspace_created', { surface: 'page' });
    return reply.code(201).send({ id });
  });

  app.post<{ Params: { workspaceId: string }; Body: { email: string; role: Role } }>(
    '/workspaces/:workspaceId/invites',
    { schema: { body: newInvite } },
    async (request, reply) => {
      const account = requireRole(request, 'approver');
      const workspace = await ownWorkspace(account, request.params.workspaceId);
      const id = crypto.randomUUID();
      const { email, role } = request.body;
      const recorded = await database.transaction(async (tx) => {
        await tx.query('INSERT INTO invites VALUES ($1, $2, $3, $4)', [id, workspace, email, role]);
        // The invite and its audit record exist together or not at all.
        return telemetry.audit.in(tx).record('invite.created', { subject: { type: 'invite', id }, metadata: { role } });
      });
      recorded.committed();
      telemetry.events.capture('invite_created', { surface: 'modal', invited_role: role });
      const mailed = await telemetry.metrics
        .dependency('email', 'send', () => notifications.send({ template: 'invite', recipientId: id }))
        .then(
          () => true,
          () => false,
        );
      if (!mailed) telemetry.logger.warn({ invite_id: id }, 'invite stored, its e-mail could not be sent');
      return reply.code(201).send({ id, mailed });
    },
  );

  app.post<{ Params: { inviteId: string }; Body: { password: string } }>(
    '/invites/:inviteId/accept',
    { schema: { body: acceptance } },
    async (request, reply) => {
      const id = crypto.randomUUID();
      const passwordHash = await hashPassword(request.body.password);
      const recorded = await database.transaction(async (tx) => {
        const { rows } = await tx.query<Accepted>(ACCEPT, [request.params.inviteId]);
        const invite = rows[0];
        if (!invite) throw notFound();
        await tx.query('INSERT INTO accounts VALUES ($1, $2, $3, $4, $5)', [
          id,
          invite.org_id,
          invite.email,
          passwordHash,
          invite.role,
        ]);
        telemetry.identify({ id, orgId: invite.org_id, role: invite.role, dimensions: { plan: invite.plan } });
        return telemetry.audit.in(tx).record('invite.accepted', {
          subject: [
            { type: 'invite', id: request.params.inviteId },
            { type: 'user', id },
          ],
        });
      });
      recorded.committed();
      return reply.code(201).send({ id });
    },
  );

  async function ownWorkspace(account: Account, id: string): Promise<string> {
    const { rows } = await database.query('SELECT id FROM workspaces WHERE id = $1 AND org_id = $2', [
      id,
      account.org_id,
    ]);
    if (rows.length === 0) throw notFound();
    return id;
  }
}
