import type { FastifyInstance } from 'fastify';
import type { Deps } from '../app.ts';
import { ApiError, notFound } from '../platform/errors.ts';
import { requireRole } from '../session.ts';

type Decision = 'approved' | 'rejected' | 'changes_requested';

const newDecision = {
  type: 'object',
  required: ['decision'],
  properties: { decision: { type: 'string', enum: ['approved', 'rejected', 'changes_requested'] } },
};

const SUBMIT = `UPDATE content_items SET status = 'in_approval', round = round + 1, changed_at = now()
  WHERE id = $1 AND status IN ('draft', 'changes_requested') AND workspace_id IN (SELECT id FROM workspaces WHERE org_id = $2) RETURNING id`;
const DECIDE = `UPDATE content_items SET status = $2, changed_at = now()
  WHERE id = $1 AND status = 'in_approval' AND workspace_id IN (SELECT id FROM workspaces WHERE org_id = $3) RETURNING round`;

export function approvalRoutes(app: FastifyInstance, { database, notifications, telemetry }: Deps): void {
  app.post<{ Params: { itemId: string } }>('/items/:itemId/submit', async (request, reply) => {
    const account = requireRole(request, 'editor');
    const { rows } = await database.query(SUBMIT, [request.params.itemId, account.org_id]);
    if (rows.length === 0) throw notFound();
    return reply.code(204).send();
  });

  app.post<{ Params: { itemId: string }; Body: { decision: Decision } }>(
    '/items/:itemId/decisions',
    { schema: { body: newDecision } },
    async (request, reply) => {
      const account = requireRole(request, 'approver');
      const { itemId } = request.params;
      const { decision } = request.body;
      const { round, recorded } = await database.transaction(async (tx) => {
        const { rows } = await tx.query<{ round: number }>(DECIDE, [itemId, decision, account.org_id]);
        if (!rows[0]) throw new ApiError(409, 'not_in_approval');
        await tx.query('INSERT INTO decisions VALUES ($1, $2, $3, $4)', [
          crypto.randomUUID(),
          itemId,
          account.id,
          decision,
        ]);
        const recorded = await telemetry.audit
          .in(tx)
          .record('approval.decided', { subject: { type: 'content_item', id: itemId }, metadata: { decision } });
        return { round: rows[0].round, recorded };
      });
      recorded.committed();
      telemetry.events.capture('approval_submitted', { surface: 'drawer', decision, round });
      await telemetry.metrics
        .dependency('email', 'send', () => notifications.send({ template: 'decision', recipientId: itemId }))
        .catch((error: unknown) =>
          telemetry.logger.warn({ item_id: itemId, err: error }, 'decision stored, nobody was told'),
        );
      return reply.code(201).send({ decision, round });
    },
  );
}
