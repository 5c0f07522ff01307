import { start } from '@plumbline/node';
import { installBaseline } from '@plumbline/node/express';
import express from 'express';
import { announce, boom, config, endlessBody, lateBody, readOrder } from '../service.ts';

async function main(): Promise<void> {
  const plumbline = await start(config);
  const app = express();
  installBaseline(app, plumbline);
  app.get('/orders/:id', async (request, response) => {
    response.json(await readOrder(plumbline, request.params.id));
  });
  app.get('/boom', () => boom(plumbline));
  app.get('/stream', (_request, response) => void lateBody(plumbline).pipe(response));
  app.get('/endless', (_request, response) => void endlessBody().pipe(response));
  await announce(plumbline, app.listen(0, '127.0.0.1'));
}

void main();
