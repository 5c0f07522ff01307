import type { Agent, AgentOptions, ClientRequest } from 'node:http';
import type * as https from 'node:https';
import process from 'node:process';

/** The proxy that the environment names for this address, by the rules of Sentry's SDK; undefined for none. */
export function proxyFor({ protocol, host, hostname }: URL, env: NodeJS.ProcessEnv): string | undefined {
  const isDirect = env['no_proxy']?.split(',').some((end) => host.endsWith(end) || hostname.endsWith(end));
  if (isDirect) return undefined;
  return (protocol === 'https:' ? env['https_proxy'] : undefined) || env['http_proxy'] || undefined;
}

/** What a proxy said instead of opening a way, with its status. */
export class ProxyRefusal extends Error {
  readonly statusCode: number;

  constructor(statusCode: number) {
    super(`the proxy answered ${statusCode}`);
    this.name = 'ProxyRefusal';
    this.statusCode = statusCode;
  }
}

const moduleFor = ({ protocol }: URL): typeof https =>
  process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http') as typeof https;

const withoutBrackets = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

function askFor(authority: string, proxy: URL, signal: AbortSignal): ClientRequest {
  const { username, password } = proxy;
  const token = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return moduleFor(proxy).request({
    method: 'CONNECT',
    host: withoutBrackets(proxy.hostname),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    path: authority,
    headers: { host: authority, ...((username || password) && { 'proxy-authorization': `Basic ${token}` }) },
    agent: false,
    signal,
  });
}

/** An agent whose connections to the target lead through a proxy that cannot read what they carry. */
export function tunnelAgent(target: URL, proxy: URL, signal: () => AbortSignal): Agent {
  const { Agent } = moduleFor(target);
  const { connect } = process.getBuiltinModule('node:tls');
  const { isIP } = process.getBuiltinModule('node:net');
  const isSecure = target.protocol === 'https:';
  const host = withoutBrackets(target.hostname);
  const authority = `${target.hostname}:${target.port || (isSecure ? 443 : 80)}`;
  const open: Agent['createConnection'] = (_options: AgentOptions, done) => {
    const asked = askFor(authority, proxy, signal());
    const fail = (error: Error): void => done?.(error, undefined as never);
    asked.once('error', fail);
    asked.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) {
        done?.(null, isSecure ? connect({ socket, host, ...(isIP(host) === 0 && { servername: host }) }) : socket);
        return;
      }
      socket.destroy();
      fail(new ProxyRefusal(statusCode));
    });
    asked.end();
    return undefined;
  };
  return Object.assign(new Agent(), { createConnection: open });
}
