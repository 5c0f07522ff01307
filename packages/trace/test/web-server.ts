import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { closing, type HopServer } from './hop-servers.ts';

/** A server that calls a function with a `Request`, as Workers, Bun and Deno have it, on loopback. */
export async function serveFetch(fetch: (request: Request) => Response | Promise<Response>): Promise<HopServer> {
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await new Promise<void>((done) => void server.once('listening', () => done()));
  return { port: (server.address() as AddressInfo).port, close: closing(server) };
}
