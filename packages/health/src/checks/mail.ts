import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { CheckFunction } from '../run.ts';
import { checkError } from '../verdict.ts';
import { need, needMethod } from './refuse.ts';

/** A transport of `nodemailer`. */
export interface MailerLike {
  verify(): Promise<unknown>;
}

/** Where a mail server listens. */
export interface SmtpCheckOptions {
  readonly host: string;
  readonly port: number;
  /**
   * TLS from the first byte, as on port 465 (RFC 8314, section 3.3); an object is for a private authority. A server that
   * offers STARTTLS greets in plain text. @default false
   */
  readonly tls?: boolean | Pick<ConnectionOptions, 'ca' | 'servername'>;
}

/** RFC 5321, section 4.5.3.1.5, allows 512 bytes a line; a greeting may have some. */
const MAX_REPLY_BYTES = 8_192;

/** The last line of a reply has a space, or its end, behind the code (RFC 5321, section 4.2.1). */
const LAST_LINE = /^(\d{3})(?:[ \r]|$)/;

async function open({ host, port, tls = false }: SmtpCheckOptions): Promise<Socket> {
  if (tls === false) return (await import('node:net')).connect({ host, port });
  const { connect } = await import('node:tls');
  return connect({ host, port, ...(tls === true ? {} : tls) });
}

/** The status of the next reply. */
async function reply(socket: Socket): Promise<number> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const lines = text.split('\n').slice(0, -1);
    const [, status] = lines.map((line) => LAST_LINE.exec(line)).find((found) => found !== null) ?? [];
    if (status !== undefined) return Number(status);
    if (text.length > MAX_REPLY_BYTES) break;
  }
  throw checkError('SmtpNoGreeting');
}

async function greet(options: SmtpCheckOptions, signal: AbortSignal): Promise<void> {
  const socket = await open(options);
  // The iterator throws it; where none listens it would end the process.
  socket.on('error', () => undefined).setEncoding('latin1');
  const close = (): void => void socket.destroy();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    const status = await reply(socket);
    if (status !== 220) throw checkError(`SmtpStatus${status}`);
    socket.write('QUIT\r\n');
    // A client waits for the answer to QUIT (RFC 5321, section 4.1.1.10); what it says is nothing to us.
    await reply(socket).catch(() => undefined);
  } finally {
    close();
    signal.removeEventListener('abort', close);
  }
}

/**
 * Lets the application's own nodemailer transport connect and log in, which shows wrong credentials too. It sends nothing.
 * nodemailer can't be interrupted: give its transport `connectionTimeout` and `greetingTimeout`.
 */
export function mailerCheck(transport: MailerLike): CheckFunction {
  needMethod(transport, 'verify', 'mailerCheck', 'a transport of nodemailer');
  return async () => transport.verify();
}

/** Waits for the greeting of a mail server and leaves (RFC 5321, section 3.1): no login, no mail. */
export function smtpCheck(options: SmtpCheckOptions): CheckFunction {
  const { host, port } = options;
  need(typeof host === 'string' && /^[^\s/@]+$/.test(host), 'smtpCheck', '`host` needs a host name or an address');
  need(Number.isInteger(port) && port > 0 && port < 65_536, 'smtpCheck', '`port` needs a number from 1 to 65535');
  return (signal) => greet(options, signal);
}
