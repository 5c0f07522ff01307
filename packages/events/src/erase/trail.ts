import { PlumblineError } from '@plumbline/core';
import type { ErasedAt } from './report.ts';

/** Why somebody is erased, as the starter action `data.erased` lists it. */
export type ErasureBasis = 'request' | 'retention' | 'contract_end' | 'legal';

interface ErasureRecord {
  readonly subject: { readonly type: 'user'; readonly id: string };
  readonly org?: string;
  readonly outcome: 'success' | 'failed';
  readonly actor?: { readonly type: 'user' | 'service' | 'system'; readonly id: string };
  readonly counts: Readonly<Record<string, number>>;
  readonly metadata: { readonly basis: ErasureBasis };
}

/** The part of an audit trail that is used: that of `@plumbline/audit` fits where its actions have `data.erased`. */
export interface ErasureTrail {
  record(
    action: 'data.erased',
    input: ErasureRecord,
  ): { readonly id: string; readonly accepted: boolean; readonly durable: Promise<void> };
}

export interface TrailTerms {
  readonly subject: string;
  readonly org: string | undefined;
  readonly basis: ErasureBasis;
  readonly actor: ErasureRecord['actor'];
}

/** Both records of one erasure. Each answers the record's ID. */
export interface Trail {
  /** Before anything is erased: what nobody finished stays to be seen. */
  attempted(destinations: number): Promise<readonly string[]>;
  completed(destinations: readonly ErasedAt[], done: boolean): Promise<readonly string[]>;
}

/** As many as a record takes, besides those of all. */
const MAX_EACH = 12;

const nameOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');

/** Counts by destination and outcome, and never whose they are. */
function countsOf(destinations: readonly ErasedAt[]): Record<string, number> {
  const each = destinations.map(({ destination, outcome }) => nameOf(`${destination}_${outcome}`).slice(0, 40));
  const removed = destinations.reduce((sum, one) => sum + (one.removed ?? 0), 0);
  return {
    destinations: destinations.length,
    done: destinations.filter(({ done }) => done).length,
    removed,
    ...Object.fromEntries(each.slice(0, MAX_EACH).map((name) => [name, 1])),
  };
}

const unrecorded = (cause?: unknown): PlumblineError =>
  new PlumblineError('PLB_ERASURE', 'the audit trail does not take the record of the erasure', {
    cause,
    fix: 'Declare `data.erased` of the starter actions, and let the folder of the audit spool be written.',
  });

/** Writes to an audit trail, or nowhere where there is none. Rejects with PLB_ERASURE where it does not take a record. */
export function createTrail(audit: ErasureTrail | undefined, { subject, org, basis, actor }: TrailTerms): Trail {
  const write = async (
    outcome: 'success' | 'failed',
    counts: Readonly<Record<string, number>>,
  ): Promise<readonly string[]> => {
    if (audit === undefined) return [];
    const receipt = audit.record('data.erased', {
      subject: { type: 'user', id: subject },
      ...(org !== undefined && { org }),
      outcome,
      ...(actor && { actor }),
      counts,
      metadata: { basis },
    });
    if (!receipt.accepted) {
      receipt.durable.catch(() => undefined);
      throw unrecorded();
    }
    await receipt.durable.catch((error: unknown) => {
      throw unrecorded(error);
    });
    return [receipt.id];
  };
  return {
    // It has not happened yet, and a run that is killed leaves this record alone.
    attempted: (destinations) => write('failed', { attempted: 1, destinations }),
    completed: (destinations, done) => write(done ? 'success' : 'failed', { completed: 1, ...countsOf(destinations) }),
  };
}
