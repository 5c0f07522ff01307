/** First line of the statement of a seal that says which records of older seals were pruned. */
export const PRUNE_FORMAT = 'plumbline-audit-prune v1';

/** Which records of a seal were pruned: all of them, or those whose bit is set (the least significant bit first). */
export type PrunedRecords = 'all' | Uint8Array;

export interface PruneStatement {
  /** Records before this time were pruned, ISO 8601 in UTC. */
  readonly before: string;
  readonly classes: readonly string[];
  readonly seals: ReadonlyMap<number, PrunedRecords>;
}

/** The classes that a statement may name. */
export const PRUNE_CLASSES: ReadonlySet<string> = new Set(['security', 'access', 'administration', 'data']);

/** The keeper prunes what is a day old; the hour is for clocks of keeper and sealer that differ. */
const LEAST_AGE_MS = 23 * 3_600_000;

const HEAD =
  /^plumbline-audit-prune v1\nbefore (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\nclasses ([a-z_]+(?:,[a-z_]+)*)\n/;
const LINE = /^seal ([1-9][0-9]{0,15}) (all|(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

/**
 * Reads a prune statement to the letter; undefined when it is none, or names a class that there is not. It may only speak
 * of seals before `no`, the seal that it stands in, each once.
 */
export function parsePruneStatement(text: string, no: number): PruneStatement | undefined {
  const head = HEAD.exec(text);
  if (!head || !text.endsWith('\n')) return undefined;
  const [, before = '', names = ''] = head;
  const classes = names.split(',');
  if (Number.isNaN(Date.parse(before)) || !classes.every((name) => PRUNE_CLASSES.has(name))) return undefined;
  const seals = new Map<number, PrunedRecords>();
  const rest = text.slice(head[0].length, -1);
  for (const line of rest === '' ? [] : rest.split('\n')) {
    const [, seal = '', records = ''] = LINE.exec(line) ?? [];
    const number = Number(seal);
    if (records === '' || number >= no || seals.has(number)) return undefined;
    seals.set(number, records === 'all' ? 'all' : Buffer.from(records, 'base64'));
  }
  return { before, classes, seals };
}

/** Whether the i-th record of a seal is among the pruned ones. */
export const isPruned = (pruned: PrunedRecords, index: number): boolean =>
  pruned === 'all' || (((pruned[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;

/** Whether a statement speaks of the past of its seal (ms) alone; what does not is nobody's permission to delete. */
export const speaksOfThePast = ({ before }: PruneStatement, sealedAt: number): boolean =>
  Date.parse(before) <= sealedAt - LEAST_AGE_MS;

/** When a record with this UUIDv7 was made, in milliseconds since the epoch (RFC 9562, section 5.7). */
const timeOfId = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** Whether a record is old enough for a statement, by its ID: the seal vouches for that, and for no column. */
export const isOldEnough = ({ before }: Pick<PruneStatement, 'before'>, id: string): boolean =>
  timeOfId(id) < Date.parse(before);
