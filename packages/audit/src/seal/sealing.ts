import { type LogFields, PlumblineError, toError } from '@plumbline/core';
import { createKnownChain, type KnownChain } from './known-chain.ts';
import { keyFault } from './public-keys.ts';
import type { Seal, WaitingLeaf } from './seal.ts';
import type { CompleteOptions } from './sealer-options.ts';
import type { SealerCounts } from './sealer-counts.ts';
import type { SealedNow, Sealer } from './sealer-types.ts';
import { parseSealHeader, sealHash } from './seal-header.ts';
import { createSealWriter, type SealWriter } from './seal-writer.ts';
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

/** Runs one thing after the other; one that fails holds up nothing. */
function createQueue(): { alone<T>(work: () => Promise<T>): Promise<T>; ended(): Promise<unknown> } {
  let queue: Promise<unknown> = Promise.resolve();
  return {
    alone(work) {
      const run = queue.then(work);
      queue = run.catch(() => undefined);
      return run;
    },
    ended: () => queue,
  };
}

/** What the calls of one sealer work with. */
interface Work {
  readonly options: CompleteOptions;
  readonly counts: SealerCounts;
  readonly writer: SealWriter;
  readonly chain: KnownChain;
  readonly isStopped: () => boolean;
}

async function waiting({ options, counts, writer }: Work): Promise<readonly WaitingLeaf[]> {
  const leaves = await writer.waiting(options.maxRecords);
  counts.waiting(leaves.length);
  return leaves;
}

async function sealWaiting(work: Work): Promise<SealedNow> {
  const { options, counts, writer, chain } = work;
  const sealed = { seals: 0, records: 0 };
  for (let leaves = await waiting(work); leaves.length > 0; leaves = await waiting(work)) {
    await writer.renew();
    const { ids } = chain.note(await writer.add({ leaves }));
    sealed.seals += 1;
    sealed.records += ids.length;
    // What came meanwhile is for the next round, which makes fewer and larger seals of it.
    if (leaves.length < options.maxRecords) counts.waiting(0);
    if (leaves.length < options.maxRecords || work.isStopped()) break;
  }
  return sealed;
}

/** With the lease, which another sealer at work gives back in time. */
async function holding<T>({ options, writer, chain }: Work, work: () => Promise<T>): Promise<T> {
  const { leaseMs, everyMs } = options;
  let done: { readonly result: T } | undefined;
  await writer.holding(leaseMs + everyMs, async () => {
    chain.see((await writer.read()).last);
    done = { result: await work() };
  });
  if (!done) throw otherHolder(leaseMs + everyMs);
  return done.result;
}

async function round(work: Work): Promise<RoundEnd> {
  const { writer, chain } = work;
  if ((await waiting(work)).length === 0) return 'done';
  const end = await writer.holding(0, async (): Promise<RoundEnd> => {
    const before = chain.lastSeen;
    const last = chain.see((await writer.look()).last);
    const byAnother = last && last.no !== before && !writer.isOwn(last);
    if (before !== undefined && byAnother && last.ids.length > 0) return 'aside';
    await sealWaiting(work);
    return 'done';
  });
  return end ?? 'busy';
}

async function rotate({ writer, chain }: Work, next: SealSigner): Promise<Seal> {
  const { last, key } = await writer.read();
  // An earlier call may have been cut off after it had stored its seal.
  if (last && key === next.keyId) {
    writer.signer = next;
    return last;
  }
  if (next.keyId === writer.signer.keyId)
    throw keyFault('the next key is the one that is to seal already', 'Give `rotate` another key.');
  await writer.look();
  const seal = chain.note(await writer.add({ leaves: [], nextKey: next.publicKey }));
  writer.signer = next;
  return seal;
}

export function createSealing(options: CompleteOptions, counts: SealerCounts): Sealing {
  const telling = createTelling(options);
  const writer = createSealWriter(options);
  const chain = createKnownChain(writer, (seal) => {
    counts.sealed(seal.ids.length);
    options.log.info(lineOf(seal), 'audit records sealed');
    telling.tell(seal);
  });
  const queue = createQueue();
  let stopped = false;
  const work: Work = { options, counts, writer, chain, isStopped: () => stopped };
  /** One thing at a time, with the lease, behind a chain that is to be sealed with this key. */
  const behindChain = <T>(add: () => Promise<T>): Promise<T> =>
    queue.alone(() => holding(work, () => writer.look().then(add)));
  return {
    check: async () => void (await queue.alone(() => writer.look())),
    round: () => queue.alone(() => round(work)),
    sealNow: () => behindChain(() => sealWaiting(work)),
    seal: (content) => behindChain(async () => chain.note(await writer.add({ leaves: [], ...content }))),
    async rotate(next) {
      // Whoever introduces a key that cannot sign ends the trail.
      await signText(next, `plumbline-audit-key v1\nkey ${next.keyId}\n`);
      return queue.alone(() => holding(work, () => rotate(work, next)));
    },
    stop() {
      stopped = true;
    },
    async idle() {
      await queue.ended();
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
