import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setRoute } from '@plumbline/core/context';
import type { BaselineOf } from '@plumbline/node';
import type config from '../plumbline.config.ts';
import type { Mailer } from './mailer.ts';

type Telemetry = Pick<
  BaselineOf<typeof config>,
  'logger' | 'events' | 'metrics' | 'health' | 'errorBody' | 'captureError'
>;

const MAX_BODY_BYTES = 10_000;

/** `POST /notifications` on plain node:http. The request context is there without any middleware. */
export function createNotificationsServer(mailer: Mailer, telemetry: Telemetry): Server {
  return createServer((request, response) => {
    if (telemetry.health.nodeHandler(request, response)) return;
    answer(request, response).catch((error: unknown) => {
      const errorId = telemetry.captureError(error);
      reply(response, 500, telemetry.errorBody('internal', { errorId }));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/notifications')
      return reply(response, 404, telemetry.errorBody('not_found'));
    setRoute('/notifications');
    const message = await readMessage(request);
    if (!message) return reply(response, 400, telemetry.errorBody('bad_request'));
    try {
      await telemetry.metrics.dependency('mail', 'send', () => mailer.send(message));
    } catch (error) {
      const errorId = telemetry.captureError(error, { fields: { template: message.template } });
      return reply(response, 502, telemetry.errorBody('mail_failed', { errorId }));
    }
    telemetry.events.capture('notification_sent', { template: message.template });
    telemetry.logger.info({ template: message.template, recipient_id: message.recipientId }, 'mail sent');
    reply(response, 202, { accepted: true });
  }
}

type Message = { template: 'invite' | 'decision'; recipientId: string };

async function readMessage(request: IncomingMessage): Promise<Message | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    const { template, recipientId } = JSON.parse(Buffer.concat(chunks).toString()) as Partial<Message>;
    const known = (template === 'invite' || template === 'decision') && typeof recipientId === 'string';
    return known ? { template, recipientId } : undefined;
  } catch {
    return undefined;
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
