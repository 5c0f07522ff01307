import { type Clock, isPlumblineError, type Log, PlumblineError, toError, wait, withDeadline } from '@plumbline/core';
import type { SealStore } from '../seal-store.ts';
import { type ChainEnd, chainEnd, checkChainKey } from './continue-chain.ts';
import { lastSeal } from './last-seal.ts';
import { makeSeal, type SealContent } from './make-seal.ts';
import type { SealPublicKey } from './public-keys.ts';
import type { Seal, WaitingLeaf } from './seal.ts';
import type { SealSigner } from './signer.ts';

/** How soon the lease is asked for again by who waits for it. */
const ASK_AGAIN_MS = 50;

export interface SealWriterOptions {
  readonly store: SealStore;
  readonly signer: SealSigner;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs: number;
  readonly holder: string;
  readonly trailCheck?: string | undefined;
  readonly publicKeys: readonly SealPublicKey[];
}

/** What the next seal has, and from which time on (ms) it may be made. */
type NextSeal = Pick<SealContent, 'leaves' | 'statement' | 'nextKey'> & { readonly notBefore?: number };

/** Adds seals at the end of the chain while it holds the lease. One call at a time; the sealer sees to that. */
export interface SealWriter {
  signer: SealSigner;
  /** Records that wait, oldest first. */
  waiting(limit: number): Promise<readonly WaitingLeaf[]>;
  /** Reads where the chain ends, and refuses a trail that is not to be sealed with this key. */
  look(): Promise<ChainEnd>;
  /** As {@link look}, whichever key comes next. */
  read(): Promise<ChainEnd>;
  /** Runs `work` with the lease and gives it back; undefined where another holder keeps it for `waitMs`. */
  holding<T>(waitMs: number, work: () => Promise<T>): Promise<T | undefined>;
  /** Takes the lease anew within `holding`. Rejects with PLB_AUDIT_SEAL where it went to another holder. */
  renew(): Promise<void>;
  /** Makes the next seal and stores it. Call {@link look} before the first one under a lease. */
  add(content: NextSeal): Promise<Seal>;
  /** Whether this seal was tried here, even if no answer came. */
  isOwn(seal: Seal): boolean;
}

/** Resolves with the work, or rejects once the time is over: a store that hangs must not stop the sealer for good. */
async function within<T>(work: Promise<T>, ms: number, late: () => PlumblineError): Promise<T> {
  let isLate = false;
  const answer = await withDeadline<T | undefined>(work, ms, () => {
    isLate = true;
    return undefined;
  });
  if (isLate) throw late();
  return answer as T;
}

export function createSealWriter(options: SealWriterOptions): SealWriter {
  const { store, clock, log, leaseMs, holder, trailCheck } = options;
  let end: ChainEnd | undefined;
  let tried = '';

  const ask = <T>(work: Promise<T>): Promise<T> =>
    within(
      work,
      leaseMs,
      () => new PlumblineError('PLB_AUDIT_STORE', `the store of seals did not answer within ${leaseMs} ms`),
    );
  const take = (): Promise<boolean> => ask(store.acquire(holder, leaseMs));
  const takeWithin = async (waitMs: number): Promise<boolean> => {
    const until = clock.monotonic() + waitMs;
    while (!(await take())) {
      if (clock.monotonic() >= until) return false;
      await wait(clock, ASK_AGAIN_MS, { keepAlive: true });
    }
    return true;
  };
  /** A database that was set back would be sealed on with a number and a hash that do not fit each other. */
  const checkKept = async (known: Seal): Promise<void> => {
    const [found] = await ask(store.seals({ from: known.no, limit: 1 }));
    if (found?.header !== known.header) throw lostSeal(known.no);
  };
  const read = async (): Promise<ChainEnd> => {
    const trail = end?.trail ?? (await ask(store.trail()));
    if (trailCheck !== undefined && trail !== trailCheck) throw otherTrail(trail, trailCheck);
    if (end?.last) await checkKept(end.last);
    const last = await ask(lastSeal(store, end?.last));
    if (!end || last !== end.last) end = chainEnd(trail, last);
    return end;
  };
  /** A connection may break after the commit: the seal is stored then, and its answer lost. */
  const isStored = async (seal: Seal): Promise<boolean> => {
    const [found] = await ask(store.seals({ from: seal.no, limit: 1 })).catch(() => []);
    return found?.header === seal.header;
  };
  const addTo = async (at: ChainEnd, { notBefore = 0, ...content }: NextSeal): Promise<Seal> => {
    const { trail, nextNo: no, previous } = at;
    const sealedAt = clock.now();
    if (sealedAt < notBefore) throw tooEarly(sealedAt, notBefore);
    const making = makeSeal({ ...content, trail, no, previous, sealedAt }, writer.signer);
    const seal = await within(making, leaseMs, () => lateSigner(writer.signer, leaseMs));
    tried = seal.header;
    try {
      await ask(store.addSeal(seal, holder));
    } catch (error) {
      if (!(await isStored(seal))) throw leaseLost(error);
    }
    end = chainEnd(trail, seal);
    return seal;
  };
  const writer: SealWriter = {
    signer: options.signer,
    waiting: (limit) => ask(store.waiting(limit)),
    read,
    async look() {
      const at = await read();
      checkChainKey(at, writer.signer.keyId, [...options.publicKeys, writer.signer.publicKey]);
      return at;
    },
    async holding(waitMs, work) {
      if (!(await takeWithin(waitMs))) return undefined;
      try {
        return await work();
      } finally {
        const done = ask(store.release(holder));
        await done.catch((error: unknown) => log.debug({ err: toError(error) }, 'sealing lease was not given back'));
      }
    },
    async renew() {
      if (!(await take())) throw leaseLost(new PlumblineError('PLB_AUDIT_SEAL', 'another sealer took the lease'));
    },
    async add(content) {
      return addTo(end ?? (await writer.look()), content);
    },
    isOwn: (seal) => seal.header === tried,
  };
  return writer;
}

const lost = new WeakSet();

function leaseLost(error: unknown): unknown {
  if (isPlumblineError(error) && error.code === 'PLB_AUDIT_SEAL') lost.add(error);
  return error;
}

/** Which reason of `plumbline.audit.seal_failures` an error stands for. */
export function reasonOf(error: unknown): 'lease_lost' | 'signer' | 'store' {
  if (typeof error === 'object' && error !== null && lost.has(error)) return 'lease_lost';
  return isPlumblineError(error) && error.code === 'PLB_AUDIT_KEY' ? 'signer' : 'store';
}

const tooEarly = (now: number, notBefore: number): PlumblineError => {
  const [shown, least] = [now, notBefore].map((ms) => new Date(ms).toISOString());
  return new PlumblineError(
    'PLB_AUDIT_SEAL',
    `the sealer's clock shows ${shown}, and this is not sealed before ${least}`,
    {
      fix: "Correct the clock of the sealer's host: it was set back.",
    },
  );
};

const lateSigner = ({ keyId }: SealSigner, ms: number): PlumblineError =>
  new PlumblineError('PLB_AUDIT_KEY', `what signs for key ${keyId} did not answer within ${ms} ms`, {
    fix: 'Check that the service that holds the key answers; the sealer tries again.',
  });

const lostSeal = (no: number): PlumblineError =>
  new PlumblineError('PLB_AUDIT_SEAL', `the store no longer holds seal ${no} as it was stored before`, {
    fix: 'Run `npx plumbline audit verify` with the anchors: the database was set back, or somebody changed it. Restart the sealer to seal on from what is there.',
  });

const otherTrail = (found: string, wanted: string): PlumblineError =>
  new PlumblineError('PLB_AUDIT_SEAL', `the store holds trail ${found}, and this sealer is for ${wanted}`, {
    fix: 'Connect the sealer to the database of its trail, or correct `trailCheck`.',
  });
