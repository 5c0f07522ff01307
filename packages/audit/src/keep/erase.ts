import { PlumblineError } from '@plumbline/core';
import type { AuditRecord, AuditRow } from '../audit-record.ts';
import type { ReadOptions } from '../audit-store.ts';
import { isHeldBy } from './holds.ts';
import type { EraseOptions, EraseReport, KeeperOptions } from './keeper-types.ts';
import type { OwnTrace } from './own-trace.ts';

const PAGE = 500;

/** One way in which records name a person. No record is found by two of them. */
interface Search {
  readonly by: Pick<ReadOptions, 'filters' | 'impersonator'>;
  /** A column has less than a long ID, so another ID can begin in the same way: the body decides, where it is a record. */
  readonly isTheirs: (record: AuditRecord) => boolean;
}

function isFound({ by, isTheirs }: Search, { body }: AuditRow): boolean {
  try {
    return isTheirs(JSON.parse(body) as AuditRecord);
  } catch {
    return by.filters !== undefined;
  }
}

/** Records of a person, a page at a time. */
async function* recordsOf(
  { auditStore }: KeeperOptions,
  person: readonly Search[],
): AsyncGenerator<readonly AuditRow[], void, undefined> {
  for (const search of person) {
    for (let after: string | undefined; ;) {
      const rows = await auditStore.read({ ...search.by, limit: PAGE, ...(after !== undefined && { after }) });
      const theirs = rows.filter((row) => isFound(search, row));
      if (theirs.length > 0) yield theirs;
      if (rows.length < PAGE) break;
      after = rows.at(-1)?.id;
    }
  }
}

async function refuseHeld({ store }: KeeperOptions, rows: readonly AuditRow[]): Promise<void> {
  const hold = (await store.holds()).find((one) => rows.some((row) => isHeldBy(row, one)));
  if (hold) throw new PlumblineError('PLB_AUDIT_HOLD', `erase: hold \`${hold.name}\` covers records of that person`);
}

function personOf({ actor: who, subject }: EraseOptions): readonly Search[] {
  if (typeof subject === 'string' && subject !== '' && who === undefined)
    return [{ by: { filters: { subject } }, isTheirs: ({ subjects }) => subjects.some(({ id }) => id === subject) }];
  if (typeof who === 'string' && who !== '' && subject === undefined)
    return [
      { by: { filters: { actor: who } }, isTheirs: ({ actor }) => actor.id === who },
      // What they did in another's name.
      { by: { impersonator: who }, isTheirs: ({ actor }) => actor.impersonator === who && actor.id !== who },
    ];
  throw new PlumblineError('PLB_OPTION_INVALID', 'erase: give one of `subject` and `actor`, an ID as records have it');
}

/**
 * First all is looked at, so that a hold leaves everything as it is; then it is recorded, without saying who; then values
 * go. A call that was cut off has recorded more than it erased, and the next one erases and records the rest.
 */
export async function erase(options: KeeperOptions, trace: OwnTrace, asked: EraseOptions): Promise<EraseReport> {
  const { flush, store } = options;
  const person = personOf(asked);
  await flush?.();
  let records = 0;
  let present = 0;
  for await (const rows of recordsOf(options, person)) {
    await refuseHeld(options, rows);
    const values = await store.personalOf(rows.map(({ id }) => id));
    records += rows.length;
    present += values.filter(({ salt, value }) => salt !== null || value !== null).length;
  }
  if (present === 0) {
    // An earlier call may have erased the values and not their copies.
    await store.finishErasure?.();
    return { records, values: 0 };
  }
  await trace.write('audit.personal_erased', { counts: { values: present }, metadata: { basis: asked.basis } });
  let values = 0;
  for await (const rows of recordsOf(options, person)) {
    // A hold that was placed meanwhile stops it here.
    await refuseHeld(options, rows);
    values += await store.eraseValues(rows.map(({ id }) => id));
  }
  await store.finishErasure?.();
  return { records, values };
}
