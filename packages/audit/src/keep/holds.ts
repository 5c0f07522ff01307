import { PlumblineError, systemClock } from '@plumbline/core';
import { type AuditRow, columnText } from '../audit-record.ts';
import { isId } from '../check-input.ts';
import type { LegalHold } from '../seal-store.ts';
import type { HoldReport, KeeperOptions } from './keeper-types.ts';
import type { OwnTrace } from './own-trace.ts';

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MAX_NAME = 80;
const FILTERS = ['action', 'actor', 'org', 'subject'] as const;

type Filters = LegalHold['filters'];

const sameFilters = (a: Filters, b: Filters): boolean => FILTERS.every((name) => a[name] === b[name]);

/** Whether a hold keeps a record; a condition that it does not name is met by every record. */
export function isHeldBy(row: AuditRow, { filters: { action, actor, org, subject } }: LegalHold): boolean {
  return (
    (action === undefined || row.action === action) &&
    (actor === undefined || row.actorId === actor) &&
    (org === undefined || row.org === org) &&
    (subject === undefined || row.subjectIds.includes(subject))
  );
}

/** What a hold covers, as the columns have it: of an ID that is longer than a column, what the column has of it. */
function checkHold(name: string, filters: Filters): Filters {
  const wrong = (what: string): PlumblineError => new PlumblineError('PLB_OPTION_INVALID', `hold: ${what}`);
  if (!NAME.test(name) || name.length > MAX_NAME)
    throw wrong('`name` must be lower-case words joined by `-`, at most 80');
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  const known: readonly string[] = FILTERS;
  if (
    given.length === 0 ||
    !given.every(([key, value]) => known.includes(key) && typeof value === 'string' && value !== '')
  ) {
    throw wrong(`\`filters\` must name at least one of ${FILTERS.join(', ')}, as a text`);
  }
  const asColumns: Filters = Object.fromEntries(given.map(([key, value]) => [key, columnText(value)]));
  // What the record of the hold cannot say is refused before the hold stands.
  if (!Object.values(asColumns).every((value) => isId(value)))
    throw wrong('`filters` must hold opaque IDs and names, no addresses');
  return asColumns;
}

/** The hold stands before it is on record, so that nothing is pruned in between. */
export async function placeHold(
  { clock = systemClock, store }: KeeperOptions,
  trace: OwnTrace,
  { filters: given, name }: Pick<LegalHold, 'filters' | 'name'>,
): Promise<HoldReport> {
  const filters = checkHold(name, given);
  const there = (await store.holds()).find((hold) => hold.name === name);
  if (there && !sameFilters(there.filters, filters)) {
    throw new PlumblineError('PLB_AUDIT_HOLD', `hold \`${name}\` is there already and covers something else`, {
      fix: 'Give another name, or release that one first, if whoever placed it agrees.',
    });
  }
  const hold = there ?? { name, filters, since: clock.now() };
  if (!there) await store.placeHold(hold);
  const isIt = (metadata: Readonly<Record<string, unknown>>): boolean => metadata['hold'] === name;
  if (!there || !(await trace.find('audit.hold_placed', isIt, hold.since))) {
    await trace.write('audit.hold_placed', { metadata: { ...filters, hold: name } });
  }
  return { hold, placed: !there };
}

/**
 * On record before the hold goes, so that no end of a hold is without one; a call that was cut off in between is on record
 * as well as the one that ends it.
 */
export async function releaseHold({ store }: KeeperOptions, trace: OwnTrace, name: string): Promise<boolean> {
  const hold = (await store.holds()).find((one) => one.name === name);
  if (!hold) {
    if (await trace.find('audit.hold_released', (metadata) => metadata['hold'] === name)) return false;
    throw new PlumblineError('PLB_AUDIT_HOLD', `there is no hold \`${name}\``, {
      fix: 'Name one that was placed; `plumbline audit hold --list` prints them.',
    });
  }
  await trace.write('audit.hold_released', { metadata: { hold: name } });
  return store.releaseHold(name);
}
