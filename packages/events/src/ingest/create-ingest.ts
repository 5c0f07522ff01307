import type { IncomingMessage, ServerResponse } from 'node:http';
import { noopLog, noopMeter, systemClock, toError } from '@plumbline/core';
import { createCounter } from '../instruments.ts';
import { type Answer, type IngestStatus, refusal } from './answer.ts';
import { createBodyRoom } from './body-room.ts';
import { checkIngestOptions } from './check-options.ts';
import { announcedBytes, type IngestRequest, isAllowedOrigin, isAllowedType } from './check-request.ts';
import { createBatchJudge } from './judge-batch.ts';
import { handedBody, headersOf, writeAnswer } from './node-http.ts';
import type { IngestOptions } from './options.ts';
import { type BodyLimits, type BodyResult, readHandedBody, readNodeBody, readWebBody } from './read-body.ts';
import { createRefusalLog } from './refusal-log.ts';

/** The route that browsers post their events to. */
export interface Ingest {
  /** For servers that speak Request and Response. It never rejects. */
  (request: Request): Promise<Response>;
  /**
   * For node:http and what is built on it. Pass `body` where a framework has read it already: text, bytes or the parsed
   * value; what Express leaves at `request.body` is found without. It never rejects.
   */
  readonly nodeHandler: (request: IncomingMessage, response: ServerResponse, body?: unknown) => Promise<void>;
}

const STATUSES: readonly IngestStatus[] = [202, 400, 403, 405, 413, 415, 429, 503];

/** Bodies that are on their way or being judged hold no more than this, or sixteen of the largest. */
const ROOM_BYTES = 8_388_608;
const ROOM_BODIES = 16;

/** Seconds that a sender should wait when something of the service failed. */
const BUSY_SECONDS = 5;

/** Judges what stands before the body; undefined where it may be read. */
function createHeadJudge(options: IngestOptions, maxBytes: number): (request: IngestRequest) => Answer | undefined {
  const { sameOrigin = true, allowedOrigins } = options;
  const rule = { sameOrigin, allowedOrigins: new Set(allowedOrigins) };
  return (request) => {
    if (request.method !== 'POST') return refusal('method_not_allowed', { allow: 'POST' });
    if (!isAllowedOrigin(request, rule)) return refusal('cross_origin');
    if (!isAllowedType(request)) return refusal('unsupported_type');
    return (announcedBytes(request) ?? 0) > maxBytes ? refusal('too_large') : undefined;
  };
}

/**
 * Makes the first-party ingest route: method, origin, type and size, JSON, rate, sender, then each event on its own. Neither
 * the address nor the user agent of the sender is read. What all bodies together hold in memory is bounded.
 *
 * @throws PlumblineError `PLB_INGEST_OPTION`, with every fault at once.
 */
export function createIngest(options: IngestOptions): Ingest {
  checkIngestOptions(options);
  const { maxBodyBytes: maxBytes = 61_440, bodyTimeoutMs: timeoutMs = 10_000 } = options;
  const { clock = systemClock, log = noopLog, meter = noopMeter } = options;
  const room = createBodyRoom(Math.max(ROOM_BYTES, maxBytes * ROOM_BODIES));
  const limits: BodyLimits = { maxBytes, timeoutMs, clock, room };
  const judgeHead = createHeadJudge(options, maxBytes);
  const judgeBatch = createBatchJudge(options, { clock, log, meter });
  const noteRefusal = createRefusalLog(log, clock);
  const requests = createCounter(meter, 'plumbline.ingest.requests');
  for (const status of STATUSES) requests.add(0, { status: `${status}` });

  const judge = async (request: IngestRequest, read: () => Promise<BodyResult> | BodyResult): Promise<Answer> => {
    const early = judgeHead(request);
    if (early) return early;
    const body = await read();
    if (!body.ok) return refusal(body.code, body.code === 'unavailable' ? { 'retry-after': `${BUSY_SECONDS}` } : {});
    try {
      return await judgeBatch(request, body.value);
    } finally {
      body.leave();
    }
  };
  /** The last line: whatever fails inside is a 503 for the sender and never an exception for the server. */
  const answer: typeof judge = async (request, read) => {
    const made = await judge(request, read).catch((error: unknown) => {
      log.error({ err: toError(error) }, 'ingest failed');
      return refusal('unavailable', { 'retry-after': `${BUSY_SECONDS}` });
    });
    requests.add(1, { status: `${made.status}` });
    if (made.code !== undefined) noteRefusal(made.code);
    return made;
  };
  const handle = async (request: Request): Promise<Response> => {
    const { status, headers, body } = await answer(request, () => readWebBody(request.body, limits));
    return new Response(body, { status, headers });
  };
  const nodeHandler: Ingest['nodeHandler'] = async (request, response, given) => {
    const described = { method: request.method ?? '', headers: headersOf(request) };
    const handed = handedBody(request, given);
    const read = (): Promise<BodyResult> | BodyResult =>
      handed === undefined ? readNodeBody(request, limits) : readHandedBody(handed, limits);
    writeAnswer(request, response, await answer(described, read));
  };
  return Object.assign(handle, { nodeHandler });
}
