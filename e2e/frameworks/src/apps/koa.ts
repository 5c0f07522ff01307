import { Router } from '@koa/router';
import { start } from '@plumbline/node';
import { installBaseline } from '@plumbline/node/koa';
import Koa from 'koa';
import { announce, boom, config, endlessBody, lateBody, readOrder } from '../service.ts';

async function main(): Promise<void> {
  const plumbline = await start(config);
  const app = new Koa();
  installBaseline(app, plumbline);
  const router = new Router();
  router.get('/orders/:id', async (ctx) => {
    ctx.body = await readOrder(plumbline, ctx.params['id'] ?? '');
  });
  router.get('/boom', () => boom(plumbline));
  router.get('/stream', (ctx) => {
    ctx.body = lateBody(plumbline);
  });
  router.get('/endless', (ctx) => {
    ctx.body = endlessBody();
  });
  app.use(router.routes());
  await announce(plumbline, app.listen(0, '127.0.0.1'));
}

void main();
