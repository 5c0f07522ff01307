import type { Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type CheckDetail, type CheckFunction, createHealth, type HealthOptions } from '../src/index.ts';

export const TOKEN = 'operator-0123456789-0123456789-abcdef';
export const OPERATOR = `Bearer ${TOKEN}`;

/** What the operator sees of one check. */
export async function detailOf(run: CheckFunction, options: HealthOptions = {}): Promise<CheckDetail | undefined> {
  const health = createHealth({ token: TOKEN, checks: { it: run }, ...options });
  return (await health.health(OPERATOR)).checks?.['it'];
}

/** In one word what the operator sees: `ok`, or the class of the error with its code. */
export async function wordOf(run: CheckFunction, options: HealthOptions = {}): Promise<string> {
  const { status, error, code } = (await detailOf(run, options)) ?? {};
  return status === 'ok' ? status : [error, code].filter((part) => part !== undefined).join(' ');
}

/** Listens on a free port of loopback and says which. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Closes a server with what is connected to it. */
export const close = (server: Server & { closeAllConnections?: () => void }): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });
