import { createServer } from 'node:http2';
import { start } from '@plumbline/node';
import { nodeHandler } from '../node-handler.ts';
import { announce, config } from '../service.ts';

async function main(): Promise<void> {
  const plumbline = await start(config);
  await announce(plumbline, createServer(nodeHandler(plumbline)).listen(0, '127.0.0.1'));
}

void main();
