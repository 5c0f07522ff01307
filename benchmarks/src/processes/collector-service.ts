import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { start } from '@plumbline/node';
import { withRoute } from '@plumbline/trace';
import { makeHandler } from '../http/handler.ts';

// A service with traces at 10 %, metrics and logs, as its environment says; it ends by SIGTERM and says where it listens.
const plumbline = await start({ service: { name: 'bench' }, trace: { sampleRatio: 0.1 } });
const server = createServer(withRoute('/items/:id', makeHandler()));
plumbline.onShutdown({ before: () => new Promise((closed) => server.close(closed)) });
// Where one connection is enough for the pace, the others idle for longer than Node's five seconds.
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
  // The channel would be one more thing that keeps the process alive.
  process.disconnect?.();
});
