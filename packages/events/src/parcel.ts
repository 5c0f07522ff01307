import type { Adapter, OutboundEvent, SendOutcome } from '@plumbline/core';
import type { SealedBatch } from './sealed-batch.ts';

/** A part of a batch on its way: the whole, a slice that fits, or what a partial answer left. */
export interface Parcel {
  readonly id: string;
  readonly events: readonly OutboundEvent[];
}

/** What an answer means for a parcel. */
export interface Verdict {
  readonly delivered: number;
  readonly rejected: number;
  /** What has to be sent again: the same parcel, or the rest of it under an ID derived from it. */
  readonly rest: Parcel | undefined;
}

/** The events that the adapter lists, in slices that fit. IDs derive from the batch's, so that a retry sends the same. */
export function parcelsOf(batch: SealedBatch, { allow, capabilities }: Adapter): Parcel[] {
  const listed = allow === 'catalog' ? batch.events : batch.events.filter(({ name }) => Object.hasOwn(allow, name));
  const size = Math.max(1, capabilities.maxBatch);
  if (listed.length <= size) return listed.length === 0 ? [] : [{ id: batch.id, events: listed }];
  return Array.from({ length: Math.ceil(listed.length / size) }, (_, index) => ({
    id: `${batch.id}.${index}`,
    events: listed.slice(index * size, (index + 1) * size),
  }));
}

type PartialOutcome = Extract<SendOutcome, { kind: 'partial' }>;

function judgePartial(parcel: Parcel, { retry, rejected: refused, rejectedCount = 0 }: PartialOutcome): Verdict {
  const { id, events } = parcel;
  const no = new Set(refused);
  const again = new Set(retry);
  const left = events.filter(({ eventId }) => again.has(eventId) && !no.has(eventId));
  const named = events.filter(({ eventId }) => no.has(eventId)).length;
  const rejected = named + Math.max(0, Math.min(rejectedCount, events.length - named - left.length));
  const delivered = events.length - rejected - left.length;
  if (left.length === 0) return { delivered, rejected, rest: undefined };
  // Each derived ID stands for one set of members: the set only shrinks.
  return {
    delivered,
    rejected,
    rest: left.length === events.length ? parcel : { id: `${id}~${left.length}`, events: left },
  };
}

/** Reads one answer. An unanswered send is repeated only where the destination drops repeats. */
export function judgeParcel(parcel: Parcel, outcome: SendOutcome, idempotent: boolean): Verdict {
  const size = parcel.events.length;
  if (outcome.kind === 'partial') return judgePartial(parcel, outcome);
  if (outcome.kind === 'delivered') return { delivered: size, rejected: 0, rest: undefined };
  // One event that is too large alone stays so. A larger parcel is kept: to give all of it up would lose what fits.
  const mayFit = outcome.kind === 'too_large' && size > 1;
  const repeats = outcome.kind === 'retry' || mayFit || (outcome.kind === 'unknown' && idempotent);
  return { delivered: 0, rejected: repeats ? 0 : size, rest: repeats ? parcel : undefined };
}
