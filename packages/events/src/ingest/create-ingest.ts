import type { IncomingMessage, ServerResponse } from 'node:http';
import { noopLog, noopMeter, systemClock, toError } from '@plumbline/core';
import { type Actor, type ActorInput, currentContext } from '@plumbline/core/context';
import { createCounter } from '../instruments.ts';
import { createQuarantine } from '../quarantine/keep.ts';
import { acceptBatch } from './accept-batch.ts';
import { type Answer, batchAnswer, type IngestStatus, refusal } from './answer.ts';
import { announcedBytes, type IngestRequest, isAllowedOrigin, isAllowedType } from './check-request.ts';
import { handedBody, headersOf, writeAnswer } from './node-http.ts';
import { checkIngestOptions, type IngestOptions } from './options.ts';
import { createRateLimit } from './rate-limit.ts';
import { type BodyResult, readBody } from './read-body.ts';
import { createRecentIds } from './recent-ids.ts';
import { createRefusalLog, createUpcasterLog } from './refusal-log.ts';

/** The route that browsers post their events to. */
export interface Ingest {
  /** For servers that speak Request and Response. It never rejects. */
  (request: Request): Promise<Response>;
  /**
   * For node:http and what is built on it. Pass `body` where a framework has read it already: text, bytes or the parsed
   * value. It never rejects.
   */
  readonly nodeHandler: (request: IncomingMessage, response: ServerResponse, body?: unknown) => Promise<void>;
}

/** IDs remembered to count repeats once: with 50 in a batch, the last 200 batches. The store drops later ones. */
const RECENT_IDS = 10_000;

const STATUSES: readonly IngestStatus[] = [202, 400, 403, 405, 413, 415, 429, 503];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The session that a batch counts against; senders that hide theirs share one budget. */
const sessionOf = ([first]: readonly unknown[]): string => {
  const session = isObject(first) ? first['session_id'] : undefined;
  return typeof session === 'string' && session.length <= 64 ? session : '';
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Makes the first-party ingest route: method, origin, type and size, JSON, rate, then each event on its own. Neither the
 * address nor the user agent of the sender is read.
 *
 * @throws PlumblineError `PLB_INGEST_OPTION`, with every fault at once.
 */
export function createIngest(options: IngestOptions): Ingest {
  checkIngestOptions(options);
  const { catalog, events, identity, clock = systemClock, log = noopLog, meter = noopMeter } = options;
  const { sameOrigin = true, maxBodyBytes = 61_440, maxEvents = 50, bodyTimeoutMs = 10_000 } = options;
  const rule = { sameOrigin, allowedOrigins: new Set(options.allowedOrigins) };
  const limits = { maxBytes: maxBodyBytes, timeoutMs: bodyTimeoutMs, clock };
  const rate = createRateLimit(options.rate?.perSessionPerMinute ?? 600, clock);
  const noteRefusal = createRefusalLog(log, clock);
  const onUpcasterFault = createUpcasterLog(log, clock);
  const quarantine = options.quarantine && createQuarantine(options.quarantine, { clock, log, meter });
  const recent = createRecentIds(RECENT_IDS);
  const requests = createCounter(meter, 'plumbline.ingest.requests');
  for (const status of STATUSES) requests.add(0, { status: `${status}` });

  const identify = async (request: IngestRequest): Promise<Actor | ActorInput | undefined> => {
    if (identity === undefined) return currentContext()?.actor;
    try {
      return await identity(request);
    } catch (error) {
      log.warn({ err: toError(error) }, 'ingest: `identity` failed; the batch stays anonymous');
      return undefined;
    }
  };
  const judgeHead = (request: IngestRequest): Answer | undefined => {
    if (request.method !== 'POST') return refusal('method_not_allowed', { allow: 'POST' });
    if (!isAllowedOrigin(request, rule)) return refusal('cross_origin');
    if (!isAllowedType(request)) return refusal('unsupported_type');
    return (announcedBytes(request) ?? 0) > maxBodyBytes ? refusal('too_large') : undefined;
  };
  const judgeBody = async (request: IngestRequest, parsed: unknown): Promise<Answer> => {
    const batch = isObject(parsed) && (parsed['v'] === undefined || parsed['v'] === 1) ? parsed['events'] : undefined;
    if (!Array.isArray(batch) || batch.length === 0) return refusal('malformed');
    const items: readonly unknown[] = batch;
    if (items.length > maxEvents) {
      events.refuse('oversized', items.length);
      return refusal('too_large');
    }
    const seconds = rate.take(sessionOf(items), items.length);
    if (seconds > 0) {
      events.refuse('rate_limited', items.length);
      return refusal('rate_limited', { 'retry-after': `${seconds}` });
    }
    const actor = await identify(request);
    const now = clock.now();
    const batchOptions = { catalog, events, recent, now, actor, onUpcasterFault, quarantine };
    return batchAnswer(acceptBatch(items, batchOptions), now);
  };
  const answer = async (request: IngestRequest, read: () => Promise<BodyResult>): Promise<Answer> => {
    const early = judgeHead(request);
    if (early) return early;
    const body = await read();
    return body.ok
      ? judgeBody(request, parseJson(body.text))
      : refusal(body.status === 413 ? 'too_large' : 'malformed');
  };
  /** The last line: whatever fails inside is a 503 for the sender and never an exception for the server. */
  const guarded = async (work: Promise<Answer>): Promise<Answer> => {
    const made = await work.catch((error: unknown) => {
      log.error({ err: toError(error) }, 'ingest failed');
      return refusal('unavailable', { 'retry-after': '5' });
    });
    requests.add(1, { status: `${made.status}` });
    if (made.code !== undefined) noteRefusal(made.code);
    return made;
  };
  const handle = async (request: Request): Promise<Response> => {
    const read = (): Promise<BodyResult> => readBody(request.body ?? [], limits);
    const { status, headers, body } = await guarded(answer(request, read));
    return new Response(body, { status, headers });
  };
  const nodeHandler: Ingest['nodeHandler'] = async (request, response, body) => {
    const described = { method: request.method ?? '', headers: headersOf(request) };
    const handed = handedBody(body, maxBodyBytes);
    // Leaving the loop early must not destroy the socket that the answer goes to.
    const read = (): Promise<BodyResult> =>
      handed ? Promise.resolve(handed) : readBody(request.iterator({ destroyOnReturn: false }), limits);
    writeAnswer(request, response, await guarded(answer(described, read)));
  };
  return Object.assign(handle, { nodeHandler });
}
