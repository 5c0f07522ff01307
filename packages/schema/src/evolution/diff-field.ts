import { newValues, privacy, type as isWithin } from '../egress/orders.ts';
import { breaking, type CatalogChange, neutral, widening } from './change.ts';
import type { FieldSnapshot } from './snapshot.ts';

function diffType(at: string, old: string, now: string): readonly CatalogChange[] {
  const [gone, added] = [newValues(now, old), newValues(old, now)];
  if (gone !== undefined && added !== undefined) {
    return [
      ...gone.map((value) => breaking(at, `no longer takes \`${value}\``)),
      ...added.map((value) => widening(at, `newly takes \`${value}\``)),
    ];
  }
  const [lowered, raised] = [isWithin(now, old), isWithin(old, now)];
  if (lowered && raised) return [];
  if (lowered) return [breaking(at, `takes less: ${now}, before ${old}`)];
  if (raised) return [widening(at, `takes more: ${now}, before ${old}`)];
  return [breaking(at, `is ${now} and was ${old}`)];
}

function diffClass(at: string, old: FieldSnapshot, now: FieldSnapshot): readonly CatalogChange[] {
  if (old.class === now.class) {
    return old.justification === now.justification ? [] : [neutral(at, 'has another `justification`')];
  }
  const what = `has the privacy class ${now.class} and had ${old.class}`;
  return [
    // Builders give each class its own types; only a file written by hand has one type under two classes.
    ...(old.type === now.type ? [breaking(at, what)] : []),
    ...(privacy(old.class, now.class) ? [widening(at, `${what}: it can say more about a person`)] : []),
  ];
}

function diffPresence(at: string, old: FieldSnapshot, now: FieldSnapshot): readonly CatalogChange[] {
  if (old.optional === now.optional) return [];
  return now.optional
    ? [widening(at, 'may be left out: readers must expect it to be missing')]
    : [breaking(at, 'must always be given, and could be left out')];
}

/** What changed of one field; one of the two may be missing. */
export function diffField(
  at: string,
  old: FieldSnapshot | undefined,
  now: FieldSnapshot | undefined,
): readonly CatalogChange[] {
  if (now === undefined) return old === undefined ? [] : [breaking(at, 'is gone')];
  if (old === undefined) {
    const recorded = widening(at, `is new (${now.class}, ${now.type})`);
    return now.optional ? [recorded] : [breaking(at, 'must be given from now on'), recorded];
  }
  return [...diffType(at, old.type, now.type), ...diffClass(at, old, now), ...diffPresence(at, old, now)];
}
