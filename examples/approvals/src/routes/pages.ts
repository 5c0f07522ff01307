import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Deps } from '../app.ts';
import { notFound } from '../platform/errors.ts';

const PAGE = path.join(import.meta.dirname, '../page');
/** The client as it is published: modules that a browser loads as they are, so that this page needs no bundler. */
const CLIENT = path.dirname(fileURLToPath(import.meta.resolve('@plumbline/browser')));

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Everything the page needs is here; nothing is asked of anybody else. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

async function sendFile(reply: FastifyReply, folder: string, name: string): Promise<FastifyReply> {
  const type = TYPES[path.extname(name)];
  if (type === undefined || path.basename(name) !== name) throw notFound();
  const bytes = await readFile(path.join(folder, name)).catch(() => {
    throw notFound();
  });
  return reply.header('content-type', type).header('content-security-policy', POLICY).send(bytes);
}

/** The page of this service, its client, and the dashboard. */
export function pageRoutes(app: FastifyInstance, { dashboard }: Deps): void {
  app.get('/', (_request, reply) => sendFile(reply, PAGE, 'index.html'));
  app.get<{ Params: { file: string } }>('/page/:file', ({ params }, reply) => sendFile(reply, PAGE, params.file));
  app.get<{ Params: { file: string } }>('/page/plumbline/:file', ({ params }, reply) =>
    sendFile(reply, CLIENT, params.file),
  );
  if (!dashboard) return;
  for (const url of ['/telemetry', '/telemetry/*']) {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: async (request, reply) => {
        reply.hijack();
        await dashboard.nodeHandler(request.raw, reply.raw);
      },
    });
  }
}
