import { type Adapter, type Log, type SendOutcome, toError, unknown } from '@plumbline/core';
import { outboundOf, type Parcel } from './parcel.ts';

const KINDS: ReadonlySet<unknown> = new Set(['delivered', 'retry', 'rejected', 'too_large', 'partial', 'unknown']);

type PartialOutcome = Extract<SendOutcome, { kind: 'partial' }>;

/** What is no whole number would make counts that never add up again. */
const isWhole = ({ retry, rejected, rejectedCount = 0 }: PartialOutcome): boolean =>
  Array.isArray(retry) && Array.isArray(rejected) && Number.isSafeInteger(rejectedCount) && rejectedCount >= 0;

const isOutcome = (answer: SendOutcome | undefined): boolean =>
  KINDS.has(answer?.kind) && (answer?.kind !== 'partial' || isWhole(answer));

/** An adapter must not reject and must answer in full; one that does neither has not said whether anything arrived. */
export async function attempt(adapter: Adapter, parcel: Parcel): Promise<SendOutcome> {
  try {
    const outcome = await adapter.send(outboundOf(parcel));
    return isOutcome(outcome) ? outcome : unknown(new Error(`${adapter.kind} gave no outcome`));
  } catch (error) {
    return unknown(toError(error));
  }
}

/** Says when a destination begins to fail and when it works again, and nothing in between. */
export function createReport(destination: string, log: Log): (outcome: SendOutcome) => void {
  let failing = false;
  return (outcome) => {
    if (outcome.kind !== 'delivered' && !failing) {
      log.warn({ destination, outcome: outcome.kind, err: outcome.error }, 'event delivery fails');
    }
    if (outcome.kind === 'delivered' && failing) log.info({ destination }, 'event delivery works again');
    failing = outcome.kind !== 'delivered';
  };
}
