import type { FastifyInstance } from 'fastify';
import type { Deps } from '../app.ts';
import { requireRole } from '../session.ts';

const newReport = {
  type: 'object',
  required: ['kind', 'body'],
  properties: {
    kind: { type: 'string', enum: ['bug', 'idea', 'other'] },
    body: { type: 'string', minLength: 1, maxLength: 5_000 },
  },
};

export function feedbackRoutes(app: FastifyInstance, { database, telemetry }: Deps): void {
  app.post<{ Body: { kind: 'bug' | 'idea' | 'other'; body: string } }>(
    '/feedback',
    { schema: { body: newReport } },
    async (request, reply) => {
      const account = requireRole(request, 'viewer');
      const id = crypto.randomUUID();
      const { kind, body } = request.body;
      await database.query('INSERT INTO feedback_reports VALUES ($1, $2, $3, $4)', [id, account.id, kind, body]);
      telemetry.events.capture('feedback_submitted', { surface: 'modal', kind });
      return reply.code(201).send({ id });
    },
  );
}
