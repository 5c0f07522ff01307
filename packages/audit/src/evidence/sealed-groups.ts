import type { AuditRow } from '../audit-record.ts';
import type { Seal } from '../seal/seal.ts';
import type { EvidenceSource, PersonalValue } from '../seal-store.ts';

/** IDs of one question to the source. */
export const ID_PAGE = 5_000;
const MAX_SEALS = 1_000;

/** Some seals that follow each other, with the records under them. */
export interface SealedGroup {
  readonly seals: readonly Seal[];
  readonly rows: readonly AuditRow[];
  readonly personal: readonly PersonalValue[];
}

/** Asks in pages of {@link ID_PAGE}. */
export async function inPages<T>(
  ids: readonly string[],
  ask: (page: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  if (ids.length <= ID_PAGE) return ids.length === 0 ? [] : ask(ids);
  const all: T[] = [];
  for (let start = 0; start < ids.length; start += ID_PAGE) {
    for (const item of await ask(ids.slice(start, start + ID_PAGE))) all.push(item);
  }
  return all;
}

/** Seals in order, in pages that hold about {@link ID_PAGE} records together, whatever the size of a seal. */
async function* sealPages(source: EvidenceSource, from: number): AsyncGenerator<readonly Seal[], void, undefined> {
  let next = from;
  let limit = 4;
  for (;;) {
    const seals = await source.seals({ from: next, limit });
    if (seals.length === 0) return;
    yield seals;
    let records = 0;
    for (const seal of seals) {
      records += seal.ids.length;
      next = Math.max(next, seal.no + 1);
    }
    limit = Math.min(MAX_SEALS, Math.max(1, Math.floor((ID_PAGE * seals.length) / Math.max(records, 1))));
  }
}

async function* groups(
  source: EvidenceSource,
  from: number,
  withPersonal: boolean,
): AsyncGenerator<SealedGroup, void, undefined> {
  for await (const seals of sealPages(source, from)) {
    const ids = seals.flatMap((seal) => seal.ids);
    // Values first: records that are pruned in between are then absent, for which there is a statement.
    const personal = withPersonal ? await inPages(ids, (page) => source.personalOf(page)) : [];
    const rows = await inPages(ids, (page) => source.rowsOf(page));
    yield { seals, rows, personal };
  }
}

/** The groups of a trail from seal `from` on; while one is judged, the next is being read. */
export async function* sealedGroups(
  source: EvidenceSource,
  from: number,
  withPersonal: boolean,
): AsyncGenerator<SealedGroup, void, undefined> {
  const reading = groups(source, from, withPersonal);
  let next = reading.next();
  for (;;) {
    const { done, value } = await next;
    if (done === true) return;
    next = reading.next();
    // Whoever stops early never comes to the await above.
    next.catch(() => undefined);
    yield value;
  }
}
