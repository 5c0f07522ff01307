// Preloaded into each service of the demo: it writes every connection and name lookup to a file before it happens. It knows
// nothing of Plumbline and listens at Node's own channels.
import { subscribe } from 'node:diagnostics_channel';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import path from 'node:path';

const file = process.env['DEMO_EGRESS_FILE'];

function note(address: string): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ address })}\n`);
}

subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket };
  socket.once('connectionAttempt', (to: string, port?: number) => {
    if (port === undefined) note(`unix:${path.basename(to)}`);
    else note(`${net.isIPv6(to) ? `[${to}]` : to}:${port}`);
  });
});
subscribe('udp.socket', () => note('udp'));

const { lookup } = dns;
// A name that is asked for leaves the process too, even if nothing connects.
dns.lookup = ((hostname: string, ...rest: unknown[]) => {
  if (hostname !== 'localhost' && net.isIP(hostname) === 0) note(`dns:${hostname}`);
  return (lookup as (...args: unknown[]) => unknown)(hostname, ...rest);
}) as typeof dns.lookup;
