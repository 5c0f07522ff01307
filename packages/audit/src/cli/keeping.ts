import { type CommandIo, PlumblineError } from '@plumbline/core';
import { createKeeper } from '../keep/create-keeper.ts';
import type { Keeper, KeeperOptions } from '../keep/keeper-types.ts';
import type { SealPublicKey } from '../seal/public-keys.ts';
import { createSealer } from '../seal/sealer.ts';
import type { SealSigner } from '../seal/signer.ts';
import { createLineLog } from './line-log.ts';
import { type OpenTrail, type TrailOptions, withTrail } from './open-trail.ts';
import { appendWitnessed, type Operator, SERVICE } from './own-records.ts';

const SHUTDOWN_MS = 10_000;

/** For what needs no seal. */
function refusal(): Promise<never> {
  return Promise.reject(new PlumblineError('PLB_BUG', 'a command without a key asked for a seal'));
}

const NO_SEALER: KeeperOptions['sealer'] = { publicKeys: [], rotate: refusal, seal: refusal, sealNow: refusal };

/** What a command keeps with. */
export interface Keeping {
  readonly name: string;
  readonly operator: Operator;
  /** Where a seal is needed. */
  readonly signer?: SealSigner;
  /** Keys of before. */
  readonly publicKeys?: readonly SealPublicKey[];
}

/** Opens the trail with the rights of its owner, keeps it and closes it. */
export function withKeeper<T>(
  { name, operator, publicKeys = [], signer }: Keeping,
  options: TrailOptions,
  io: CommandIo,
  work: (keeper: Keeper, trail: OpenTrail) => Promise<T>,
): Promise<T> {
  const log = createLineLog(io);
  return withTrail(name, options, io, async (trail) => {
    const sealer = signer && createSealer({ store: trail.evidence, signer, publicKeys, log });
    const append = appendWitnessed(trail.store, operator, io);
    const keeper = createKeeper({
      store: trail.evidence,
      auditStore: { append, read: (search) => trail.store.read(search) },
      sealer: sealer ?? NO_SEALER,
      service: SERVICE,
      actor: operator.actor,
      log,
    });
    try {
      return await work(keeper, trail);
    } finally {
      await sealer?.shutdown({ timeoutMs: SHUTDOWN_MS });
    }
  });
}
