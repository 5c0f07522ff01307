import { start } from '@plumbline/node';
import { installBaseline } from '@plumbline/node/fastify';
import Fastify from 'fastify';
import { announce, boom, config, endlessBody, lateBody, readOrder } from '../service.ts';

async function main(): Promise<void> {
  const plumbline = await start(config);
  const app = Fastify();
  installBaseline(app, plumbline);
  app.get<{ Params: { id: string } }>('/orders/:id', (request) => readOrder(plumbline, request.params.id));
  app.get('/boom', () => boom(plumbline));
  app.get('/stream', (_request, reply) => reply.send(lateBody(plumbline)));
  app.get('/endless', (_request, reply) => reply.send(endlessBody()));
  await app.listen({ port: 0, host: '127.0.0.1' });
  await announce(plumbline, app.server);
}

void main();
