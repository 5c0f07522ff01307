import { RETRY_AFTER_SECONDS } from '../http/destination-fault.ts';
import type { RecordedRequest } from '../http/read-request.ts';
import type { RecordedAnswer } from '../http/write-answer.ts';
import { looksLikeBot, readPlausibleEvent, type PlausibleEvent } from './plausible-rules.ts';
import { inJson, startStrictServer, type StrictServer } from './strict-server.ts';

export interface PlausibleServerOptions {
  /** Sites that exist; events of any other are dropped. @default ['example.com'] */
  readonly domains?: readonly string[];
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  readonly port?: number;
}

/** A strict Plausible on this machine: the events API. */
export interface PlausibleServer extends StrictServer {
  /** What is counted. The service knows no repeats: an event that is sent twice counts twice. */
  readonly events: readonly PlausibleEvent[];
  /** Events that were answered 202 with `x-plausible-dropped: 1`: bots, and sites that do not exist. */
  readonly dropped: readonly PlausibleEvent[];
}

const ok = (dropped: boolean): RecordedAnswer => ({
  status: 202,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...(dropped && { 'x-plausible-dropped': '1' }) },
  body: 'ok',
});

const plain = (status: number, headers: Readonly<Record<string, string>> = {}): RecordedAnswer => ({ status, headers });

/** Starts a server on 127.0.0.1. Close it, or hold it with `await using`. */
export async function startPlausibleServer(options: PlausibleServerOptions = {}): Promise<PlausibleServer> {
  const { domains = ['example.com'], port = 0 } = options;
  const events: PlausibleEvent[] = [];
  const dropped: PlausibleEvent[] = [];

  const take = (request: RecordedRequest, note: (where: string, what: string) => void): RecordedAnswer => {
    const event = readPlausibleEvent(request, note);
    const bot = looksLikeBot(request.headers['user-agent'] ?? '');
    if (bot) note('header', 'user-agent is taken for a bot');
    const unknown = !domains.includes(event.domain);
    if (unknown) note('domain', 'is no site that exists');
    (bot || unknown ? dropped : events).push(event);
    return ok(bot || unknown);
  };

  const server = await startStrictServer(
    (request, note) => {
      const { pathname } = new URL(request.path, 'http://localhost');
      if (pathname === '/api/event') return take(request, note);
      note('path', 'is not /api/event');
      return plain(404);
    },
    {
      port,
      failures: {
        busy: plain(503),
        error: plain(500),
        throttled: plain(429, { 'retry-after': String(RETRY_AFTER_SECONDS) }),
        too_large: plain(413),
        refuse: inJson(400, { errors: { url: ['is invalid'] } }),
      },
    },
  );
  return { ...server, events, dropped };
}
