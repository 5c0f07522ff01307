import { PlumblineError } from '@plumbline/core';
import type { AuditRow } from '../audit-record.ts';
import { isHeldBy } from './holds.ts';
import type { EraseOptions, EraseReport, KeeperOptions } from './keeper-types.ts';
import type { OwnTrace } from './own-trace.ts';

const PAGE = 500;

/** Records of a person, a page at a time. */
async function* recordsOf(
  { auditStore }: KeeperOptions,
  filters: { readonly actor: string } | { readonly subject: string },
): AsyncGenerator<readonly AuditRow[], void, undefined> {
  for (let after: string | undefined; ;) {
    const rows = await auditStore.read({ filters, limit: PAGE, ...(after !== undefined && { after }) });
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id;
  }
}

async function refuseHeld({ store }: KeeperOptions, rows: readonly AuditRow[]): Promise<void> {
  const hold = (await store.holds()).find((one) => rows.some((row) => isHeldBy(row, one)));
  if (hold) throw new PlumblineError('PLB_AUDIT_HOLD', `erase: hold \`${hold.name}\` covers records of that person`);
}

function personOf({ actor, subject }: EraseOptions): { readonly actor: string } | { readonly subject: string } {
  if (typeof subject === 'string' && subject !== '' && actor === undefined) return { subject };
  if (typeof actor === 'string' && actor !== '' && subject === undefined) return { actor };
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
