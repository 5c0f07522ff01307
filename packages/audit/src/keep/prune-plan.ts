import { isOldEnough, isPruned, PRUNE_FORMAT, type PruneStatement } from '../evidence/prune-statement.ts';
import type { Seal } from '../seal/seal.ts';
import type { KeeperStore } from '../seal-store.ts';
import { judgeRow } from '../verify.ts';
import { walkSeals } from './walk-seals.ts';

/** Which records a call is about. */
export interface PruneCriteria {
  readonly before: number;
  readonly classes: readonly string[];
}

/** One statement, and what it leaves out. */
export interface PrunePlan {
  /** Undefined where it would name nothing. */
  readonly statement: string | undefined;
  readonly ids: ReadonlySet<string>;
  readonly unsealed: number;
  readonly suspicious: number;
  /** Where the next plan goes on; undefined behind the last one. */
  readonly next: string | undefined;
}

/** What is read or deleted at a time: little enough not to hold up those who record. */
export const BATCH = 1_000;

/** IDs that may be pruned, in order, behind `after`. */
export async function* prunablePages(
  store: Pick<KeeperStore, 'prunable'>,
  criteria: PruneCriteria,
  after?: string,
): AsyncGenerator<readonly string[], void, undefined> {
  for (let last = after; ;) {
    const page = await store.prunable({ ...criteria, limit: BATCH, ...(last !== undefined && { after: last }) });
    if (page.length > 0) yield page.map(({ id }) => id);
    last = page.at(-1)?.id;
    if (page.length < BATCH) return;
  }
}

async function collect(
  store: KeeperStore,
  criteria: PruneCriteria,
  { after, max }: { readonly after: string | undefined; readonly max: number },
): Promise<{ readonly ids: Set<string>; readonly next: string | undefined }> {
  const ids = new Set<string>();
  for await (const page of prunablePages(store, criteria, after)) {
    for (const id of page) ids.add(id);
    if (ids.size + BATCH > max) return { ids, next: page.at(-1) };
  }
  return { ids, next: undefined };
}

/**
 * Those of a seal's records that still are what was sealed. Age and class are read from columns, and whoever changes a
 * column must not have the keeper delete a record for them.
 */
async function intactOf(store: KeeperStore, seal: Seal, ids: readonly string[]): Promise<Set<string>> {
  const leaves = new Map(seal.ids.map((id, index) => [id, seal.leaves[index]]));
  const intact = new Set<string>();
  for (let at = 0; at < ids.length; at += BATCH) {
    for (const row of await store.rowsOf(ids.slice(at, at + BATCH))) {
      if (judgeRow(row, leaves.get(row.id)).findings.length === 0) intact.add(row.id);
    }
  }
  return intact;
}

/** Wanted records that a seal has: their IDs and places in it. */
interface WantedOfSeal {
  readonly no: number;
  readonly size: number;
  readonly places: ReadonlyMap<string, number>;
}

function lineOf({ no, places, size }: WantedOfSeal, pruned: ReadonlySet<string>): string[] {
  const indexes = [...places].flatMap(([id, index]) => (pruned.has(id) ? [index] : []));
  if (indexes.length === 0) return [];
  if (indexes.length === size) return [`seal ${no} all`];
  const bits = new Uint8Array(Math.ceil(size / 8));
  for (const index of indexes) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  return [`seal ${no} ${Buffer.from(bits).toString('base64')}`];
}

/** Every seal that has wanted records. One that came back from a spool is under two, and both have to be excused. */
async function findWanted(store: KeeperStore, wanted: ReadonlySet<string>) {
  const seals: WantedOfSeal[] = [];
  const sealed = new Set<string>();
  const intact = new Set<string>();
  const suspicious = new Set<string>();
  for await (const seal of wanted.size === 0 ? [] : walkSeals(store)) {
    const places = new Map([...seal.ids.entries()].flatMap(([index, id]) => (wanted.has(id) ? [[id, index]] : [])));
    if (places.size === 0) continue;
    const isIntact = await intactOf(store, seal, [...places.keys()]);
    for (const id of places.keys()) {
      sealed.add(id);
      (isIntact.has(id) ? intact : suspicious).add(id);
    }
    seals.push({ no: seal.no, size: seal.ids.length, places });
  }
  for (const id of suspicious) intact.delete(id);
  return { seals, intact, suspicious: suspicious.size, unsealed: wanted.size - sealed.size };
}

/** Finds the seals of the next records that may be pruned, and words the statement over them. */
export async function planPrune(
  store: KeeperStore,
  criteria: PruneCriteria,
  from: { readonly after: string | undefined; readonly max: number },
): Promise<PrunePlan> {
  const { ids: wanted, next } = await collect(store, criteria, from);
  const before = new Date(criteria.before).toISOString();
  const { intact, seals, ...left } = await findWanted(store, wanted);
  // A clock that was set back gives a record an ID of later than its time; it waits until that is old enough too.
  const ids = new Set([...intact].filter((id) => isOldEnough({ before }, id)));
  const lines = seals.flatMap((seal) => lineOf(seal, ids));
  const head = [PRUNE_FORMAT, `before ${before}`, `classes ${criteria.classes.join(',')}`];
  const statement = lines.length === 0 ? undefined : `${[...head, ...lines].join('\n')}\n`;
  return { ...left, statement, ids, next };
}

/** IDs that a statement covers. */
export async function coveredBy(store: KeeperStore, statement: PruneStatement): Promise<Set<string>> {
  const covered = new Set<string>();
  for (const [no, pruned] of statement.seals) {
    const [seal] = await store.seals({ from: no, limit: 1 });
    if (seal?.no !== no) continue;
    for (const [index, id] of seal.ids.entries()) {
      if (isPruned(pruned, index) && isOldEnough(statement, id)) covered.add(id);
    }
  }
  return covered;
}
