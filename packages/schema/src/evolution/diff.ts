import { breaking, type CatalogChange, type ChangeKind, neutral, widening } from './change.ts';
import { diffEvent } from './diff-event.ts';
import { pairs } from './pairs.ts';
import type { CatalogSnapshot } from './snapshot.ts';

const AT = 'version';

function diffVersion(before: CatalogSnapshot, after: CatalogSnapshot): readonly CatalogChange[] {
  const [old, now] = [before.previous?.version, after.previous?.version];
  if (before.version !== after.version) {
    const what = `is ${after.version} and was ${before.version}`;
    return now === before.version
      ? [neutral(AT, `${what}, which \`previous\` still accepts`)]
      : [
          breaking(
            AT,
            `${what}, which \`previous\` does not accept: what still sends it is refused as unknown_version`,
          ),
        ];
  }
  if (old === now) return [];
  return [
    ...(old === undefined
      ? []
      : [
          breaking(
            AT,
            `no longer accepts ${old} beside itself: what still sends it is refused as unknown_version; it goes with the next version`,
          ),
        ]),
    ...(now === undefined ? [] : [neutral(AT, `accepts ${now} beside itself`)]),
  ];
}

/** What `previous` makes of the payloads of one version, for events that both catalogs have. */
function diffUpcasters(before: CatalogSnapshot, after: CatalogSnapshot): readonly CatalogChange[] {
  const of = after.previous?.version;
  if (of === undefined) return [];
  // Where the old version is the one before, its own payloads were taken as they are.
  const was = of === before.version ? {} : of === before.previous?.version ? before.previous.events : undefined;
  if (was === undefined) return [];
  const isInBoth = (name: string): boolean => Object.hasOwn(before.events, name) && Object.hasOwn(after.events, name);
  return pairs(was, after.previous?.events ?? {}).flatMap(({ name, old, now }) => {
    if (!isInBoth(name) || old === now) return [];
    if (now === 'drop') return [breaking(name, `of ${of} is dropped, and was taken`)];
    if (old === 'drop') return [neutral(name, `of ${of} is taken, and was dropped`)];
    return now === undefined
      ? [breaking(name, `has no upcaster any more: payloads of ${of} that do not fit are refused`)]
      : [];
  });
}

/** What the server stores for a value outside the list: it is always there. */
const OTHER = 'other';

function diffDimension(at: string, old: readonly string[], now: readonly string[]): readonly CatalogChange[] {
  const missing = (from: readonly string[], list: readonly string[]): readonly string[] =>
    list.filter((value) => value !== OTHER && !from.includes(value));
  return [
    ...missing(now, old).map((value) => breaking(at, `no longer has \`${value}\``)),
    ...missing(old, now).map((value) => widening(at, `may newly be \`${value}\``)),
  ];
}

const diffDimensions = (before: CatalogSnapshot, after: CatalogSnapshot): readonly CatalogChange[] =>
  pairs(before.dimensions, after.dimensions).flatMap(({ name, old, now }) => {
    const at = `dimensions.${name}`;
    if (old === undefined) return [widening(at, 'is new: the server adds it to every event')];
    return now === undefined ? [breaking(at, 'is gone from every event')] : diffDimension(at, old, now);
  });

const RANK: Readonly<Record<ChangeKind, number>> = { breaking: 0, widening: 1, neutral: 2 };

/** What changed from one catalog to another, per field, worst first. Empty for two that say the same. */
export function diffCatalogs(before: CatalogSnapshot, after: CatalogSnapshot): readonly CatalogChange[] {
  const changes = [
    ...diffVersion(before, after),
    ...diffUpcasters(before, after),
    ...diffDimensions(before, after),
    ...pairs(before.events, after.events).flatMap(({ name, old, now }) => diffEvent(name, old, now)),
  ];
  return changes.toSorted((a, b) => RANK[a.kind] - RANK[b.kind]);
}
