import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { runServer } from 'verdaccio';

/** A package registry of this process alone, on a random loopback port. */
export interface LocalRegistry {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  /** For publishing: a user that only this registry knows. */
  readonly token: string;
  close(): Promise<void>;
}

/** It knows no other registry: what is not published to it is not there. */
const configuration = (folder: string): object => ({
  storage: path.join(folder, 'storage'),
  auth: { htpasswd: { file: path.join(folder, 'htpasswd'), max_users: 1, algorithm: 'sha1' } },
  uplinks: {},
  packages: { '**': { access: '$all', publish: '$authenticated', unpublish: '$authenticated' } },
  middlewares: { audit: { enabled: false } },
  web: { enable: false },
  log: { type: 'file', path: path.join(folder, 'verdaccio.log'), level: 'warn' },
  max_body_size: '100mb',
});

const signUp = async (url: string): Promise<string> => {
  const name = 'rehearsal';
  const response = await fetch(new URL(`-/user/org.couchdb.user:${name}`, url), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: `throw-away-${process.pid}` }),
  });
  const { token } = (await response.json()) as { token?: string };
  if (!response.ok || token === undefined)
    throw new Error(`The local registry refused its own user: HTTP ${response.status}.`);
  return token;
};

/** Starts a throw-away verdaccio that keeps everything below `folder`. */
export const startRegistry = async (folder: string): Promise<LocalRegistry> => {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'config.yaml');
  writeFileSync(file, JSON.stringify(configuration(folder)));
  const server = (await runServer(file)) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url, token: await signUp(url), close };
};
