import { type Clock, type Log, toError } from '@plumbline/core';
import { type Actor, type ActorInput, currentContext } from '@plumbline/core/context';
import type { IngestRequest } from './check-request.ts';
import { createMinute } from './refusal-log.ts';

export type SenderActor = Actor | ActorInput | undefined;

/** What the server knows of a sender by itself. */
export interface Sender {
  readonly actor: SenderActor;
  /** Milliseconds since the epoch; what occurred before is nobody's. */
  readonly since: number;
  /** False where a record of consent is asked for and does not say yes. */
  readonly hasConsented: boolean;
}

/** When the session began in which this sender is known. */
export type SignedInAt = (
  request: IngestRequest,
  actor: SenderActor,
) => Date | number | undefined | Promise<Date | number | undefined>;

export interface SenderOptions {
  readonly identity?: ((request: IngestRequest) => SenderActor | Promise<SenderActor>) | undefined;
  readonly signedInAt?: SignedInAt | undefined;
  readonly consent?: ((request: IngestRequest, actor: SenderActor) => boolean | Promise<boolean>) | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Milliseconds that each question may take. Until it is answered the batch takes its room, so a store of sessions that hangs
 * would shut the route for good.
 */
const ANSWER_MS = 5_000;

/** Before this moment of 1973 it is a time in seconds, such as `auth_time` of OpenID Connect. */
const MIN_MS = 1e11;

function toMilliseconds(moment: Date | number | undefined): number {
  if (moment === undefined) return -Infinity;
  const ms = Number(moment);
  if (ms >= MIN_MS) return ms;
  throw new TypeError('`signedInAt` must answer a Date, or milliseconds since the epoch');
}

/** What was answered in time; rejects with what it failed with, or that it did not answer. */
async function inTime<T>(clock: Clock, ask: () => T | Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    const timer = clock.after(ANSWER_MS, () => reject(new Error(`no answer within ${ANSWER_MS} ms`)), {
      keepAlive: true,
    });
    stop = () => timer.cancel();
  });
  try {
    return await Promise.race([(async () => ask())(), late]);
  } finally {
    stop();
  }
}

export interface SenderCheck {
  readonly actorOf: (request: IngestRequest) => Promise<SenderActor>;
  readonly sinceOf: (request: IngestRequest, actor: SenderActor) => Promise<number>;
  readonly hasConsented: (request: IngestRequest, actor: SenderActor) => Promise<boolean>;
}

/**
 * Asks the application who sends and whether they agreed. A failure, or no answer in time, is neither an identity nor a yes; it
 * is said once a minute.
 */
export function createSenderCheck({ identity, signedInAt, consent, log, clock }: SenderOptions): SenderCheck {
  const isDue = createMinute<string>(clock);
  const warn = (error: unknown, message: string): void => {
    if (isDue(message)) log.warn({ err: toError(error) }, message);
  };
  return {
    async actorOf(request) {
      if (identity === undefined) return currentContext()?.actor;
      try {
        return await inTime(clock, () => identity(request));
      } catch (error) {
        warn(error, 'ingest: `identity` failed; such batches stay anonymous');
        return undefined;
      }
    },
    async sinceOf(request, actor) {
      if (signedInAt === undefined || actor === undefined) return -Infinity;
      try {
        return toMilliseconds(await inTime(clock, () => signedInAt(request, actor)));
      } catch (error) {
        warn(error, 'ingest: `signedInAt` failed; such batches stay anonymous');
        return Infinity;
      }
    },
    async hasConsented(request, actor) {
      if (consent === undefined) return true;
      try {
        const answer: unknown = await inTime(clock, () => consent(request, actor));
        return answer === true;
      } catch (error) {
        warn(error, 'ingest: `consent` failed; such batches count as not consented');
        return false;
      }
    },
  };
}
