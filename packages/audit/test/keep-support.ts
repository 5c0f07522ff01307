import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@plumbline/core';
import { type TrailVerification, verifyTrail } from '../src/evidence.ts';
import { type AuditRecord, type AuditRow, type AuditStore, leafHash, toRow } from '../src/index.ts';
import { createKeeper, type Keeper, type KeeperOptions } from '../src/keep.ts';
import { commit } from '../src/personal/commitment.ts';
import { createSealer, createSigner, generateSealKey, type Sealer, type SealSigner } from '../src/seal.ts';
import { type SqliteEvidence, sqliteEvidence, sqliteStore } from '../src/sqlite.ts';

export const DAY = 86_400_000;
export const START = Date.UTC(2026, 0, 2, 3, 4, 5);
/** A hundred days after the first record. */
export const NOW = START + 100 * DAY;
export const clock = { ...systemClock, now: () => NOW };
export const service = { name: 'approvals' };

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

export function idOf(n: number, everyMs: number = DAY): string {
  const time = hex(START + n * everyMs, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${hex(n, 12)}`;
}

export interface Given {
  readonly class?: string;
  readonly subject?: string;
  readonly actor?: string;
  readonly personal?: boolean;
}

/** The n-th record, of day n unless they come faster. */
export function rowOf(n: number, given: Given = {}, everyMs: number = DAY): AuditRow {
  const { actor = 'u_admin', personal = n % 3 === 0, subject = `u_${n}` } = given;
  const at = new Date(START + n * everyMs).toISOString();
  const salt = randomBytes(16).toString('hex');
  const value = JSON.stringify(`person ${n}`);
  const body = JSON.stringify({
    action: 'user.created',
    actor: { id: actor, type: 'user' },
    class: given.class ?? 'access',
    ...(personal && { commitments: { name: commit(salt, 'name', value) } }),
    id: idOf(n, everyMs),
    occurred_at: at,
    outcome: 'success',
    recorded_at: at,
    source: { instance: 'host-1', service: 'approvals' },
    subjects: [{ id: subject, type: 'user' }],
    v: 1,
  });
  return toRow(body, leafHash(body), personal ? [{ field: 'name', salt, value }] : undefined);
}

export interface KeptTrail {
  readonly database: DatabaseSync;
  readonly records: AuditStore;
  readonly store: SqliteEvidence;
  readonly signer: SealSigner;
  readonly sealer: Sealer;
  keeper(options?: Partial<KeeperOptions>): Keeper;
  verify(): Promise<TrailVerification>;
  /** Own records of an action, oldest first. */
  own(action: string): Promise<AuditRecord[]>;
  ids(): Promise<string[]>;
}

/** Records of 30 days, six under each seal. */
export async function keptTrail(given: (n: number) => Given = () => ({})): Promise<KeptTrail> {
  const database = new DatabaseSync(':memory:');
  const records = sqliteStore({ database });
  await records.migrate();
  const store = sqliteEvidence({ database });
  const signer = createSigner(generateSealKey().privateKey);
  const sealer = createSealer({ store, signer, clock });
  for (let first = 0; first < 30; first += 6) {
    await records.append(Array.from({ length: 6 }, (_, index) => rowOf(first + index, given(first + index))));
    await sealer.sealNow();
  }
  const read = async (action?: string): Promise<readonly AuditRow[]> =>
    records.read({ limit: 10_000, ...(action !== undefined && { filters: { action } }) });
  return {
    database,
    records,
    store,
    signer,
    sealer,
    keeper: (options = {}) => createKeeper({ store, auditStore: records, sealer, service, clock, ...options }),
    verify: () =>
      verifyTrail(store, { publicKeys: [signer.publicKey], clock, maxWaitingAgeMs: Number.POSITIVE_INFINITY }),
    own: async (action) => (await read(action)).map(({ body }) => JSON.parse(body) as AuditRecord),
    ids: async () => (await read()).map(({ id }) => id),
  };
}

/** A store whose calls fail from the n-th one on, before or after they did their work, like a process that is killed. */
export function dyingStore<T extends object>(
  store: T,
  n: number,
  when: 'after' | 'before',
  names: readonly string[],
): T {
  let calls = 0;
  return new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function' || !names.includes(String(name))) return method;
      return async (...args: unknown[]): Promise<unknown> => {
        calls += 1;
        if (calls > n || (calls === n && when === 'before')) throw new Error('killed');
        const result: unknown = await Reflect.apply(method, target, args);
        if (calls === n) throw new Error('killed');
        return result;
      };
    },
  });
}
