// A service of the load, a process of its own: the framework is its argument.
import type { IncomingMessage, ServerResponse } from 'node:http';
import process from 'node:process';
import { start } from '@plumbline/node';
import { announce } from '../service.ts';
import { loadApps } from './apps.ts';
import { config } from './work.ts';

// What is asked is whose a record is, not how fast a busy machine ends.
const plumbline = await start(config, { shutdownTimeoutMs: 60_000 });
const app = loadApps[process.argv[2] ?? ''];
if (!app) throw new Error(`there is no service ${String(process.argv[2])}`);
const server = await app(plumbline);
// What listens to a response has its request's identity, wherever it was ended.
server.on('request', ({ url = '' }: IncomingMessage, response: ServerResponse) => {
  response.on('close', () => plumbline.logger.info({ order: Number(url.split('/')[2]) }, 'closed'));
});
await announce(plumbline, server);
