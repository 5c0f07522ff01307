// What the services of all frameworks have in common: their configuration, and what their routes do.
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import process from 'node:process';
import { PassThrough, type Readable } from 'node:stream';
import { defineConfig } from '@plumbline/core';
import type { BaselineOf } from '@plumbline/node';

export const config = defineConfig({
  service: { name: process.env['SERVICE_NAME'] ?? 'orders', version: '1.0.0' },
  trace: { sampleRatio: 1, propagateTo: ['env:STOCK_URL'] },
  egress: {
    propagation: { party: 'first-party' },
    collector: { party: 'first-party' },
    errors: { origin: 'env:SENTRY_DSN', party: 'first-party' },
  },
});

export type Baseline = BaselineOf<typeof config>;

/** Reads an order: one log line here, and a call of the next service. */
export async function readOrder({ logger }: Baseline, id: string): Promise<object> {
  logger.info({ order_id: id }, 'order read');
  const answer = await fetch(`${process.env['STOCK_URL']}/stock/${id}`);
  return { id, stock: await answer.json() };
}

/** Authenticates, then fails with a message that nobody may see. */
export function boom({ identify }: Baseline): never {
  identify({ id: 'account-17', orgId: 'org-3', role: 'clerk' });
  throw new RangeError('the password is hunter2');
}

/** A body whose second part comes later, with a log line of its own. */
export function lateBody({ logger }: Baseline): Readable {
  const stream = new PassThrough();
  stream.write('first ');
  setImmediate(() => {
    logger.info('second part');
    stream.end('second');
  });
  return stream;
}

/** A body that begins and never ends: the client goes away. */
export function endlessBody(): Readable {
  const stream = new PassThrough();
  stream.write('first ');
  return stream;
}

/** Says where the service listens, and closes it before the baseline ends. */
export async function announce(
  plumbline: Pick<Baseline, 'logger' | 'onShutdown'>,
  server: Server & { closeAllConnections?: () => void },
): Promise<void> {
  if (!server.listening) await once(server, 'listening');
  plumbline.onShutdown({
    before: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections?.();
      }),
  });
  plumbline.logger.info({ port: (server.address() as AddressInfo).port }, 'listening');
}
