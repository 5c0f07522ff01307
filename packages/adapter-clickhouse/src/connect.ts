import type { Log } from '@plumbline/core';
import { type ClickhouseClient, importClickhouse, makeClient } from './client.ts';
import type { EmbeddedServer } from './embedded.ts';
import { type ClickhouseTargetOptions, type ResolvedTarget, resolveTarget } from './options.ts';

/** A way to ClickHouse that finds or restarts the embedded process when it has gone. */
export interface Connection {
  readonly target: ResolvedTarget;
  /** A client that is ready: connected, and prepared once for each start of the process behind it. */
  client(): Promise<ClickhouseClient>;
  close(): Promise<void>;
}

interface Link {
  readonly client: ClickhouseClient;
  readonly server?: EmbeddedServer;
}

export interface ConnectOptions {
  /** Options for `createClient` besides the address. */
  readonly clientOptions?: Record<string, unknown>;
  /** Runs before the first use of each client. */
  readonly prepare: (client: ClickhouseClient, target: ResolvedTarget) => Promise<void>;
  readonly log?: Log;
  /** Aborted when nobody needs the connection any more: a start of the embedded process is not waited for. */
  readonly closing?: AbortSignal;
}

async function dial(options: ClickhouseTargetOptions, target: ResolvedTarget, extra: ConnectOptions): Promise<Link> {
  const lib = options.lib ?? (await importClickhouse());
  if (target.server) {
    const { url, username, password } = target.server;
    return { client: makeClient(lib, { ...extra.clientOptions, url, username, password }) };
  }
  const { startEmbedded } = await import('./embedded.ts');
  const server = await startEmbedded({
    directory: target.directory,
    ...(target.startTimeoutMs !== undefined && { startTimeoutMs: target.startTimeoutMs }),
    ...(extra.closing && { signal: extra.closing }),
    ...(extra.log && { log: extra.log }),
  });
  return { server, client: makeClient(lib, { ...extra.clientOptions, ...server.clientOptions() }) };
}

async function hangUp({ client, server }: Link): Promise<void> {
  await client.close();
  await server?.release();
}

/** Opens nothing by itself; the first {@link Connection.client} does. */
export function createConnection(options: ClickhouseTargetOptions, extra: ConnectOptions): Connection {
  const target = resolveTarget(options);
  let link: Promise<Link> | undefined;
  const open = async (): Promise<Link> => {
    const made = await dial(options, target, extra);
    try {
      await extra.prepare(made.client, target);
      return made;
    } catch (error) {
      await hangUp(made);
      throw error;
    }
  };
  const current = (): Promise<Link> => {
    link ??= open().catch((error: unknown) => {
      link = undefined;
      throw error;
    });
    return link;
  };
  return {
    target,
    async client() {
      const used = link;
      const { client, server } = await current();
      if (server === undefined || server.alive) return client;
      // Of all callers that see the loss, the first one starts anew.
      if (link === used && link !== undefined) {
        link = undefined;
        await client.close();
      }
      return (await current()).client;
    },
    async close() {
      const last = await link?.catch(() => undefined);
      link = undefined;
      if (last) await hangUp(last);
    },
  };
}
