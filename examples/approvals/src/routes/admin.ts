import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Deps } from '../app.ts';
import { notFound } from '../platform/errors.ts';
import { type Account, requireRole, type Role } from '../session.ts';

const newRole = {
  type: 'object',
  required: ['role'],
  properties: { role: { type: 'string', enum: ['viewer', 'editor', 'approver', 'admin'] } },
};

export function adminRoutes(app: FastifyInstance, { database, telemetry }: Deps): void {
  app.put<{ Params: { accountId: string }; Body: { role: Role } }>(
    '/admin/accounts/:accountId/role',
    { schema: { body: newRole } },
    async (request, reply) => {
      const admin = requireAdmin(request);
      const { accountId } = request.params;
      const { rows } = await database.query<{ role: Role }>('SELECT role FROM accounts WHERE id = $1 AND org_id = $2', [
        accountId,
        admin.org_id,
      ]);
      const before = rows[0]?.role;
      if (before === undefined) throw notFound();
      const recorded = await database.transaction(async (tx) => {
        await tx.query('UPDATE accounts SET role = $2 WHERE id = $1', [accountId, request.body.role]);
        return telemetry.audit.in(tx).record('role.changed', {
          subject: { type: 'user', id: accountId },
          before: { role: before },
          after: { role: request.body.role },
        });
      });
      recorded.committed();
      return reply.code(204).send();
    },
  );

  app.post('/admin/exports', async (request, reply) => {
    const admin = requireAdmin(request);
    const { rows } = await database.query(
      `SELECT i.id, i.kind, i.status FROM content_items i JOIN workspaces w ON w.id = i.workspace_id WHERE w.org_id = $1 LIMIT 5000`,
      [admin.org_id],
    );
    const exportId = crypto.randomUUID();
    const receipt = telemetry.audit.record('export.requested', {
      subject: { type: 'export', id: exportId },
      metadata: { format: 'json' },
      counts: { rows: rows.length },
    });
    // Customer data goes out only once the record of it cannot be lost any more.
    await receipt.durable;
    return reply.send({ id: exportId, exported: rows.length, items: rows });
  });

  /** Admin-only routes leave a record whether they were allowed or not. */
  function requireAdmin(request: FastifyRequest): Account {
    const method = request.method === 'PUT' ? 'PUT' : 'POST';
    try {
      const account = requireRole(request, 'admin');
      telemetry.audit.record('admin_route.accessed', { metadata: { method } });
      return account;
    } catch (error) {
      telemetry.audit.record('admin_route.accessed', { outcome: 'denied', metadata: { method } });
      throw error;
    }
  }
}
