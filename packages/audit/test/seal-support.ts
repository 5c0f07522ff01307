import { DatabaseSync } from 'node:sqlite';
import type { Clock, Meter, ObservableResult } from '@plumbline/core';
import { type AuditRow, type AuditStore, leafHash } from '../src/index.ts';
import {
  createSigner,
  type EvidenceSource,
  generateSealKey,
  NO_PREVIOUS,
  parseSealHeader,
  sealHash,
  sealPublicKey,
  type SealPublicKey,
  type SealSigner,
  verifySeal,
} from '../src/seal.ts';
import { type SqliteEvidence, sqliteEvidence, sqliteStore } from '../src/sqlite.ts';

let made = 0;

/** Rows as a store keeps them, with IDs that ascend. */
export const makeRows = (count: number): AuditRow[] =>
  Array.from({ length: count }, () => {
    made += 1;
    const id = `019f0000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`;
    const body = JSON.stringify({ id, action: 'user.created', note: `record ${made}` });
    return {
      id,
      recordedAt: 1_767_322_800_000 + made,
      action: 'user.created',
      outcome: 'success',
      class: 'administration',
      actorId: 'u_1',
      org: null,
      subjectIds: [],
      requestId: null,
      body,
      leaf: leafHash(body),
    };
  });

export interface Trail {
  readonly database: DatabaseSync;
  readonly records: AuditStore;
  readonly store: SqliteEvidence;
}

/** A trail in memory. */
export async function openTrail(): Promise<Trail> {
  const database = new DatabaseSync(':memory:');
  const records = sqliteStore({ database });
  await records.migrate();
  return { database, records, store: sqliteEvidence({ database }) };
}

export const newSigner = (): SealSigner => createSigner(generateSealKey().privateKey);

/** What is wrong with the chain as a whole, read seal by seal, and how many records it covers. */
export async function judgeChain(
  source: EvidenceSource,
  first: SealPublicKey,
): Promise<{ faults: string[]; seals: number; records: number; keys: string[] }> {
  const faults: string[] = [];
  const seen = new Set<string>();
  const keys = new Set<string>();
  const trail = await source.trail();
  let key = first;
  let previousHash = NO_PREVIOUS;
  let seals = 0;
  let records = 0;
  for (;;) {
    const [seal] = await source.seals({ from: seals + 1, limit: 1 });
    if (!seal) return { faults, seals, records, keys: [...keys] };
    seals += 1;
    if (seal.no !== seals) faults.push(`seal ${seals} is number ${seal.no}`);
    for (const fault of verifySeal(seal, { previousHash, key, trail })) faults.push(`${seal.no} ${fault}`);
    for (const id of seal.ids) {
      if (seen.has(id)) faults.push(`${id} is sealed twice`);
      seen.add(id);
    }
    const header = parseSealHeader(seal.header);
    keys.add(header.key);
    if (header.nextKey) key = sealPublicKey(header.nextKey.raw);
    previousHash = sealHash(seal.header);
    records += seal.ids.length;
  }
}

export interface ManualClock extends Clock {
  /** Lets time pass: what is due runs in order. */
  pass(ms: number): Promise<void>;
  readonly due: readonly number[];
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};

/** A clock that stands still until it is told. */
export function manualClock(start = 1_767_322_800_000): ManualClock {
  let time = start;
  let timers: { at: number; fn: () => void }[] = [];
  return {
    now: () => time,
    monotonic: () => time,
    after(ms, fn) {
      const timer = { at: time + ms, fn };
      timers.push(timer);
      return {
        cancel: () => {
          timers = timers.filter((one) => one !== timer);
        },
      };
    },
    get due() {
      return timers.map(({ at }) => at - time);
    },
    async pass(ms) {
      const until = time + ms;
      await turns();
      for (;;) {
        const next = timers.toSorted((a, b) => a.at - b.at)[0];
        if (!next || next.at > until) break;
        timers = timers.filter((one) => one !== next);
        time = Math.max(time, next.at);
        next.fn();
        await turns();
      }
      time = until;
    },
  };
}

export interface KeptMeter extends Meter {
  /** Sums of the counters by `name` or `name reason`, and what the gauges say now. */
  read(): Record<string, number>;
}

export function keepMeter(): KeptMeter {
  const sums: Record<string, number> = {};
  const gauges = new Map<(result: ObservableResult) => void | Promise<void>, string>();
  const counter = (name: string): ReturnType<Meter['createCounter']> => ({
    add(value, labels = {}) {
      const key = [name, ...Object.values(labels)].join(' ').replace('plumbline.audit.', '');
      sums[key] = (sums[key] ?? 0) + value;
    },
  });
  return {
    createCounter: counter,
    createUpDownCounter: counter,
    createHistogram: () => ({ record: () => undefined }),
    createObservableGauge: (name) => ({
      addCallback: (callback) => void gauges.set(callback, name.replace('plumbline.audit.', '')),
      removeCallback: (callback) => void gauges.delete(callback),
    }),
    read() {
      const now = { ...sums };
      for (const [callback, name] of gauges) void callback({ observe: (value) => void (now[name] = value) });
      return now;
    },
  };
}
