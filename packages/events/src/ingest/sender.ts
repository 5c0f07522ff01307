import { type Clock, type Log, toError } from '@plumbline/core';
import { type Actor, type ActorInput, currentContext } from '@plumbline/core/context';
import type { IngestRequest } from './check-request.ts';
import { createMinute } from './refusal-log.ts';

export type SenderActor = Actor | ActorInput | undefined;

/** What the server knows of a sender by itself. */
export interface Sender {
  readonly actor: SenderActor;
  /** False where a record of consent is asked for and does not say yes. */
  readonly hasConsented: boolean;
}

export interface SenderOptions {
  readonly identity?: ((request: IngestRequest) => SenderActor | Promise<SenderActor>) | undefined;
  readonly consent?: ((request: IngestRequest, actor: SenderActor) => boolean | Promise<boolean>) | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

export interface SenderCheck {
  readonly actorOf: (request: IngestRequest) => Promise<SenderActor>;
  readonly hasConsented: (request: IngestRequest, actor: SenderActor) => Promise<boolean>;
}

/** Asks the application who sends and whether they agreed. A failure is neither an identity nor a yes; it is said once a minute. */
export function createSenderCheck({ identity, consent, log, clock }: SenderOptions): SenderCheck {
  const isDue = createMinute<string>(clock);
  const warn = (error: unknown, message: string): void => {
    if (isDue(message)) log.warn({ err: toError(error) }, message);
  };
  return {
    async actorOf(request) {
      if (identity === undefined) return currentContext()?.actor;
      try {
        return await identity(request);
      } catch (error) {
        warn(error, 'ingest: `identity` failed; such batches stay anonymous');
        return undefined;
      }
    },
    async hasConsented(request, actor) {
      if (consent === undefined) return true;
      try {
        const answer: unknown = await consent(request, actor);
        return answer === true;
      } catch (error) {
        warn(error, 'ingest: `consent` failed; such batches count as not consented');
        return false;
      }
    },
  };
}
