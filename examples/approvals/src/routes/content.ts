import type { FastifyInstance } from 'fastify';
import type { Deps } from '../app.ts';
import { notFound } from '../platform/errors.ts';
import { type Account, requireRole } from '../session.ts';

interface NewItem {
  kind: 'post' | 'image' | 'video';
  title: string;
  attachment?: string;
}

const newItem = {
  type: 'object',
  required: ['kind', 'title'],
  properties: {
    kind: { type: 'string', enum: ['post', 'image', 'video'] },
    title: { type: 'string', minLength: 1, maxLength: 200 },
    attachment: { type: 'string', maxLength: 100_000 },
  },
};
const newComment = {
  type: 'object',
  required: ['body'],
  properties: { body: { type: 'string', minLength: 1, maxLength: 5_000 } },
};

const OWN_ITEM = `SELECT i.id, i.kind, i.title, i.status, i.round FROM content_items i
  JOIN workspaces w ON w.id = i.workspace_id WHERE i.id = $1 AND w.org_id = $2`;

export function contentRoutes(app: FastifyInstance, { database, blobs, telemetry }: Deps): void {
  app.get<{ Params: { workspaceId: string } }>('/workspaces/:workspaceId/items', async (request) => {
    const account = requireRole(request, 'viewer');
    const { rows } = await database.query(
      `SELECT i.id, i.kind, i.title, i.status FROM content_items i JOIN workspaces w ON w.id = i.workspace_id
       WHERE i.workspace_id = $1 AND w.org_id = $2 ORDER BY i.id LIMIT 50`,
      [request.params.workspaceId, account.org_id],
    );
    return { items: rows };
  });

  app.post<{ Params: { workspaceId: string }; Body: NewItem }>(
    '/workspaces/:workspaceId/items',
    { schema: { body: newItem } },
    async (request, reply) => {
      const account = requireRole(request, 'editor');
      const id = crypto.randomUUID();
      const { kind, title, attachment } = request.body;
      const attached = attachment !== undefined && (await keepAttachment(id, attachment));
      const { rows } = await database.query(
        `INSERT INTO content_items (id, workspace_id, kind, title, attachment)
         SELECT $1, w.id, $3, $4, $5 FROM workspaces w WHERE w.id = $2 AND w.org_id = $6 RETURNING id`,
        [id, request.params.workspaceId, kind, title, attached ? id : null, account.org_id],
      );
      if (rows.length === 0) throw notFound();
      telemetry.events.capture('content_item_created', { surface: 'modal', kind, has_attachment: attached });
      telemetry.logger.info({ item_id: id, kind, attached }, 'content item created');
      return reply.code(201).send({ id, attached });
    },
  );

  app.get<{ Params: { itemId: string } }>('/items/:itemId', async (request) => {
    return ownItem(requireRole(request, 'viewer'), request.params.itemId);
  });

  app.post<{ Params: { itemId: string }; Body: { body: string } }>(
    '/items/:itemId/comments',
    { schema: { body: newComment } },
    async (request, reply) => {
      const account = requireRole(request, 'viewer');
      const item = await ownItem(account, request.params.itemId);
      const id = crypto.randomUUID();
      await database.query('INSERT INTO comments VALUES ($1, $2, $3, $4)', [
        id,
        item['id'],
        account.id,
        request.body.body,
      ]);
      telemetry.events.capture('comment_added', {
        surface: 'drawer',
        length_words: request.body.body.split(/\s+/, 5_000).length,
      });
      return reply.code(201).send({ id });
    },
  );

  /** An item without its attachment is better than no item: the failure is counted and logged, the request goes on. */
  async function keepAttachment(id: string, attachment: string): Promise<boolean> {
    try {
      await telemetry.metrics.dependency('blob', 'put', () => blobs.put(id, Buffer.from(attachment, 'base64')));
      return true;
    } catch (error) {
      telemetry.logger.error({ item_id: id, err: error }, 'attachment could not be stored');
      return false;
    }
  }

  async function ownItem(account: Account, id: string): Promise<Record<string, unknown>> {
    const { rows } = await database.query(OWN_ITEM, [id, account.org_id]);
    if (!rows[0]) throw notFound();
    return rows[0];
  }
}
