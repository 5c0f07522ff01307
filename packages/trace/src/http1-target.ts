import type { ClientRequest } from 'node:http';
import { normalizeHost } from './host-list.ts';
import type { Target } from './outgoing.ts';

interface PooledAgent {
  readonly sockets?: object;
  readonly requests?: object;
}

const splitAt = (authority: string): number => {
  const split = authority.lastIndexOf(':');
  return split > authority.lastIndexOf(']') ? split : -1;
};

const portOf = (authority: string): string => {
  const split = splitAt(authority);
  return split === -1 ? '' : authority.slice(split + 1);
};

/** No list has it: a port that cannot be told is none that is listed. */
const NO_PORT = '0';

/** The ports of a host that an agent has connections to, or requests waiting for. */
function pooledPorts({ sockets, requests }: PooledAgent, host: string): ReadonlySet<string> {
  const start = `${host}:`;
  const keys = [...Object.keys(sockets ?? {}), ...Object.keys(requests ?? {})];
  return new Set(
    keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length).split(':', 1)[0] ?? ''),
  );
}

/** The port by the Host header, as far as the connections of the agent do not contradict it: anybody may write the header. */
function portByHeader(request: ClientRequest): string {
  const header = request.getHeader('host')?.toString() ?? '';
  const split = splitAt(header);
  const named = split === -1 ? header : header.slice(0, split);
  const said = normalizeHost(named) === normalizeHost(request.host) ? portOf(header) : undefined;
  const { agent } = request as { readonly agent?: PooledAgent };
  const ports = agent ? pooledPorts(agent, request.host) : new Set<string>();
  if (ports.size === 1) return [...ports].join('');
  const standard = request.protocol === 'https:' ? '443' : '80';
  if (said === undefined) return ports.size === 0 ? '' : NO_PORT;
  return ports.size === 0 || ports.has(said === '' ? standard : said) ? said : NO_PORT;
}

/**
 * Where requests of `node:http` are sent. Nothing public says the port: Node keeps what the caller asked for in a field of
 * its own, and where that is missing (Node 22) the agent's connections say it.
 */
export function createTargetReader(): (request: ClientRequest) => Target {
  let authority: symbol | undefined;
  return (request) => {
    const { method, host, protocol } = request;
    authority ??= Object.getOwnPropertySymbols(request).find(({ description }) => description === 'kAuthority');
    const asked = authority && (request as unknown as Record<symbol, unknown>)[authority];
    const port = typeof asked === 'string' ? portOf(asked) : portByHeader(request);
    return { method, host, port, protocol };
  };
}
