import { Readable } from 'node:stream';
import { serve } from '@hono/node-server';
import { start } from '@plumbline/node';
import { installBaseline } from '@plumbline/node/hono';
import { Hono } from 'hono';
import { announce, boom, config, endlessBody, lateBody, readOrder } from '../service.ts';

const web = (body: Readable): ReadableStream => Readable.toWeb(body) as ReadableStream;

async function main(): Promise<void> {
  const plumbline = await start(config);
  const app = new Hono();
  installBaseline(app, plumbline);
  app.get('/orders/:id', async (c) => c.json(await readOrder(plumbline, c.req.param('id'))));
  app.get('/boom', () => boom(plumbline));
  app.get('/stream', (c) => c.body(web(lateBody(plumbline))));
  app.get('/endless', (c) => c.body(web(endlessBody())));
  await announce(plumbline, serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }));
}

void main();
