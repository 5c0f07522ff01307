import type { Clock, Lifecycle, Log, Meter } from '@plumbline/core';
import type { SealStore } from '../seal-store.ts';
import type { SealPublicKey } from './public-keys.ts';
import type { Seal } from './seal.ts';
import type { SealSigner } from './signer.ts';

export interface SealerOptions {
  /** What the sealer's own role may use; the caller opens and closes it. */
  readonly store: SealStore;
  readonly signer: SealSigner;
  readonly log?: Log;
  readonly meter?: Meter;
  readonly clock?: Clock;
  /**
   * How often it looks for records, in milliseconds; 1,000 by default. So long may a record wait for its seal, and half of
   * `leaseMs` where another process sealed in between.
   */
  readonly everyMs?: number;
  /** Records under one seal, at most; 5,000 by default. */
  readonly maxRecords?: number;
  /**
   * How long the lease holds that it takes to seal, in milliseconds by the store's clock; 30,000 by default. Every call of
   * the store and of the signer has to answer within it.
   */
  readonly leaseMs?: number;
  /** What stands in the lease; the host, the process and a random part by default. Two sealers never share one. */
  readonly holder?: string;
  /** ID of the trail that this sealer is for: a store that holds another one is refused. */
  readonly trailCheck?: string;
  /** Keys of before, so that the signature of the last seal can be judged right after a rotation as well. */
  readonly publicKeys?: readonly SealPublicKey[];
  /** Told of each seal in their order, after it is stored. Its failure is logged; the next seal waits for nothing. */
  readonly onSeal?: (seal: Seal) => unknown;
}

/** What a sealer has done since it was made. */
export interface SealerSnapshot {
  readonly seals: number;
  readonly records: number;
  readonly failures: number;
  /** Records that were waiting when it last looked, at most `maxRecords`. */
  readonly waiting: number;
}

/** What {@link Sealer.seal} puts under a seal. */
export interface SealedStatement {
  readonly statement: string;
  /** Rejects with PLB_AUDIT_SEAL, and seals nothing, while the sealer's clock shows an earlier time (ms). @default none */
  readonly notBefore?: number;
}

/** What {@link Sealer.sealNow} sealed. */
export interface SealedNow {
  readonly seals: number;
  readonly records: number;
}

/**
 * Puts stored records under seals, in the background once it is started. `flush` seals what waits; `shutdown` does so a
 * last time. Its timer does not keep a process alive that has nothing else to do.
 *
 * `start` rejects with PLB_AUDIT_KEY where the trail has to be sealed with another key, with PLB_AUDIT_SEAL where the last
 * seal is none of this trail, and with PLB_AUDIT_STORE where there are no tables. A store that does not answer is asked
 * again later.
 */
export interface Sealer extends Lifecycle {
  /** The keys of before that it was given, and the one that it began to seal with. */
  readonly publicKeys: readonly SealPublicKey[];
  /**
   * Seals all that waits, and rejects where it cannot: PLB_AUDIT_SEAL where another sealer keeps the lease, PLB_AUDIT_KEY,
   * or the store's own error. PLB_AUDIT_SEAL as well where the store no longer holds what this sealer stored or saw there.
   */
  sealNow(): Promise<SealedNow>;
  /** Makes a seal over no records that says something, such as which ones will be pruned. Rejects like `sealNow`. */
  seal(content: SealedStatement): Promise<Seal>;
  /**
   * Introduces another key by a seal of the present one, and goes on with it. Rejects like `sealNow`, before anything is
   * sealed where the next key does not sign. May be repeated after a crash: where the trail goes on with that key already,
   * it answers with the last seal and makes none.
   */
  rotate(next: SealSigner): Promise<Seal>;
  snapshot(): SealerSnapshot;
}
