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

const HEAD =
  /^plumbline-audit-prune v1\nbefore (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\nclasses ([a-z_]+(?:,[a-z_]+)*)\n/;
const LINE = /^seal ([1-9][0-9]{0,15}) (all|(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

/**
 * Reads a prune statement to the letter; undefined when it is none. It may only speak of seals before `no`, the seal that
 * it stands in, each once.
 */
export function parsePruneStatement(text: string, no: number): PruneStatement | undefined {
  const head = HEAD.exec(text);
  if (!head || !text.endsWith('\n')) return undefined;
  const seals = new Map<number, PrunedRecords>();
  const rest = text.slice(head[0].length, -1);
  for (const line of rest === '' ? [] : rest.split('\n')) {
    const [, seal = '', records = ''] = LINE.exec(line) ?? [];
    const number = Number(seal);
    if (records === '' || number >= no || seals.has(number)) return undefined;
    seals.set(number, records === 'all' ? 'all' : Buffer.from(records, 'base64'));
  }
  return { before: head[1] ?? '', classes: (head[2] ?? '').split(','), seals };
}

/** Whether the i-th record of a seal is among the pruned ones. */
export const isPruned = (pruned: PrunedRecords, index: number): boolean =>
  pruned === 'all' || (((pruned[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
