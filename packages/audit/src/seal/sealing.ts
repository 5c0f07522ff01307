import { type LogFields, PlumblineError, toError } from '@plumbline/core';
import { keyFault } from './public-keys.ts';
import type { Seal, WaitingLeaf } from './seal.ts';
import type { CompleteOptions } from './sealer-options.ts';
import type { SealerCounts } from './sealer-counts.ts';
import type { SealedNow, Sealer } from './sealer-types.ts';
import { parseSealHeader, sealHash } from './seal-header.ts';
import { createSealWriter } from './seal-writer.ts';
import { type SealSigner, signText } from './signer.ts';

/** How a round ended: `done`, `aside` where another sealer is at work, `busy` where it holds the lease just now. */
export type RoundEnd = 'done' | 'aside' | 'busy';

/** The work of a sealer, one thing at a time. Every call rejects where it cannot be done. */
export interface Sealing extends Pick<Sealer, 'sealNow' | 'seal' | 'rotate'> {
  /** Refuses a trail that is not to be sealed with this key. */
  check(): Promise<void>;
  /** Seals what waits, unless another sealer does. */
  round(): Promise<RoundEnd>;
  /** Ends a round after the seal under way. */
  stop(): void;
  /** Resolves when all that was asked for, and told to `onSeal`, is done. */
  idle(): Promise<void>;
}

/** Tells of seals one after the other; what waits for that may await it. */
function createTelling({ log, onSeal }: Pick<CompleteOptions, 'log' | 'onSeal'>): {
  tell(seal: Seal): void;
  done(): Promise<unknown>;
} {
  let told: Promise<unknown> = Promise.resolve();
  return {
    tell(seal) {
      if (!onSeal) return;
      told = told
        .then(() => onSeal(seal))
        .catch((error: unknown) => log.error({ err: toError(error), seal: seal.no }, 'what follows a seal failed'));
    },
    done: () => told,
  };
}

export function createSealing(options: CompleteOptions, counts: SealerCounts): Sealing {
  const { leaseMs, everyMs, maxRecords } = options;
  const telling = createTelling(options);
  const writer = createSealWriter(options);
  let queue: Promise<unknown> = Promise.resolve();
  let lastSeen: number | undefined;
  let stopped = false;

  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const run = queue.then(work);
    queue = run.catch(() => undefined);
    return run;
  };
  const note = (seal: Seal): Seal => {
    lastSeen = seal.no;
    counts.sealed(seal.ids.length);
    options.log.info(lineOf(seal), 'audit records sealed');
    telling.tell(seal);
    return seal;
  };
  const see = (last: Seal | undefined): Seal | undefined => {
    // A seal of its own that was stored although no answer said so.
    if (last && last.no !== lastSeen && writer.isOwn(last)) note(last);
    lastSeen = last?.no ?? 0;
    return last;
  };
  const waiting = async (): Promise<readonly WaitingLeaf[]> => {
    const leaves = await writer.waiting(maxRecords);
    counts.waiting(leaves.length);
    return leaves;
  };
  const sealWaiting = async (): Promise<SealedNow> => {
    const sealed = { seals: 0, records: 0 };
    for (let leaves = await waiting(); leaves.length > 0; leaves = await waiting()) {
      await writer.renew();
      const { ids } = note(await writer.add({ leaves }));
      sealed.seals += 1;
      sealed.records += ids.length;
      // What came meanwhile is for the next round, which makes fewer and larger seals of it.
      if (leaves.length < maxRecords) counts.waiting(0);
      if (leaves.length < maxRecords || stopped) break;
    }
    return sealed;
  };
  const holding = async <T>(work: () => Promise<T>): Promise<T> => {
    let done: { readonly result: T } | undefined;
    await writer.holding(leaseMs + everyMs, async () => {
      see((await writer.read()).last);
      done = { result: await work() };
    });
    if (!done) throw otherHolder(leaseMs + everyMs);
    return done.result;
  };
  const roundAlone = async (): Promise<RoundEnd> => {
    if ((await waiting()).length === 0) return 'done';
    const end = await writer.holding(0, async (): Promise<RoundEnd> => {
      const before = lastSeen;
      const last = see((await writer.look()).last);
      const byAnother = last && last.no !== before && !writer.isOwn(last);
      if (before !== undefined && byAnother && last.ids.length > 0) return 'aside';
      await sealWaiting();
      return 'done';
    });
    return end ?? 'busy';
  };
  const rotateAlone = async (next: SealSigner): Promise<Seal> => {
    const { last, key } = await writer.read();
    // An earlier call may have been cut off after it had stored its seal.
    if (last && key === next.keyId) {
      writer.signer = next;
      return last;
    }
    if (next.keyId === writer.signer.keyId)
      throw keyFault('the next key is the one that is to seal already', 'Give `rotate` another key.');
    await writer.look();
    const seal = note(await writer.add({ leaves: [], nextKey: next.publicKey }));
    writer.signer = next;
    return seal;
  };
  return {
    check: async () => void (await alone(() => writer.look())),
    round: () => alone(roundAlone),
    sealNow: () =>
      alone(() =>
        holding(async () => {
          await writer.look();
          return sealWaiting();
        }),
      ),
    seal: ({ statement }) =>
      alone(() =>
        holding(async () => {
          await writer.look();
          return note(await writer.add({ leaves: [], statement }));
        }),
      ),
    async rotate(next) {
      // Whoever introduces a key that cannot sign ends the trail.
      await signText(next, `plumbline-audit-key v1\nkey ${next.keyId}\n`);
      return alone(() => holding(() => rotateAlone(next)));
    },
    stop() {
      stopped = true;
    },
    async idle() {
      await queue;
      await telling.done();
    },
  };
}

/** A witness beside the database: where the log is kept elsewhere, a seal that was rewritten does not fit its line. */
const lineOf = ({ header, ids, no }: Seal): LogFields => ({
  seal: no,
  records: ids.length,
  seal_hash: sealHash(header),
  key_id: parseSealHeader(header).key,
});

const otherHolder = (ms: number): PlumblineError =>
  new PlumblineError('PLB_AUDIT_SEAL', `another sealer kept the lease for ${ms} ms`, {
    fix: 'Look at the sealer that holds it: it hangs, or its store does. The lease ends by itself.',
  });
