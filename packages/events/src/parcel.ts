import type { Adapter, DropReason, OutboundBatch, OutboundEvent, SendOutcome } from '@plumbline/core';
import { partName } from './parcel-name.ts';
import type { Batch } from './sealed-batch.ts';

/** A part of a batch on its way: the whole, a slice that fits, half of one, or what a partial answer left. */
export interface Parcel {
  readonly id: string;
  readonly batch: Batch;
  /** Places of its members in the batch. */
  readonly at: readonly number[];
  /** Failed attempts in a row. */
  readonly attempts: number;
  /** Whether it is half of one that kept failing while others arrived. */
  readonly halved: boolean;
  /** When the first of those attempts failed, and how many sends had succeeded then. */
  readonly failing: { readonly since: number; readonly successes: number } | undefined;
}

/** What an answer means for a parcel. */
export interface Verdict {
  readonly delivered: number;
  readonly lost: Readonly<Partial<Record<DropReason, number>>>;
  /** What has to be sent again: the same parcel, the rest of it or its halves, under IDs derived from its own. */
  readonly rest: readonly Parcel[];
}

type Fresh = Pick<Parcel, 'id' | 'batch' | 'at'>;

const fresh = (parcel: Fresh): Parcel => ({ ...parcel, attempts: 0, halved: false, failing: undefined });

/** What {@link parcelsOf} makes of a batch. */
export interface Sliced {
  readonly parcels: Parcel[];
  /** Open members that the destination does not list. */
  readonly unlisted: readonly number[];
}

/**
 * The open members that the adapter lists, in slices that fit. The slices are made of all members and IDs derive from the
 * batch's, so that a retry sends the same, also after a restart.
 */
export function parcelsOf(batch: Batch, open: Uint8Array, { allow, capabilities }: Adapter): Sliced {
  const unlisted: number[] = [];
  const listed: number[] = [];
  // Asked for once: a batch that waits as bytes looks for its events each time.
  const events = allow === 'catalog' ? [] : batch.events;
  for (let index = 0; index < batch.size; index += 1) {
    const isListed = allow === 'catalog' || Object.hasOwn(allow, events[index]?.name ?? '');
    if (isListed) listed.push(index);
    else if (open[index] === 1) unlisted.push(index);
  }
  const size = Math.max(1, capabilities.maxBatch);
  const parcels: Parcel[] = [];
  for (let from = 0; from < listed.length; from += size) {
    const slice = listed.slice(from, from + size);
    const at = slice.filter((index) => open[index] === 1);
    const base = listed.length <= size ? batch.id : `${batch.id}.${from / size}`;
    const id = at.length === slice.length ? base : partName(base, at);
    if (at.length > 0) parcels.push(fresh({ id, batch, at }));
  }
  return { parcels, unlisted };
}

/** The parcel as its destination gets it. Rows stand alone until somebody asks for the events of them. */
export function outboundOf({ id, batch, at }: Parcel): OutboundBatch {
  const whole = at.length === batch.size;
  const pick = <T>(all: readonly T[]): readonly T[] =>
    whole ? all : at.flatMap((index) => (index in all ? [all[index] as T] : []));
  const outbound: { -readonly [Key in keyof OutboundBatch]: OutboundBatch[Key] } = { id, events: [] };
  let events: readonly OutboundEvent[] | undefined;
  let rows: readonly string[] | undefined;
  // Each is made for who asks: a source of truth takes the text, a mirror the events.
  Object.defineProperty(outbound, 'events', { enumerable: true, get: () => (events ??= pick(batch.events)) });
  if (whole && 'pieces' in batch) {
    let made: readonly Uint8Array[] | false | undefined;
    const pieces = (): readonly Uint8Array[] | undefined => (made ??= batch.pieces ?? false) || undefined;
    Object.defineProperty(outbound, 'pieces', { get: pieces });
  }
  if (!('rows' in batch)) return outbound;
  const text = (): readonly string[] | undefined => (rows ??= batch.rows && pick(batch.rows));
  Object.defineProperty(outbound, 'rows', { enumerable: batch.written === true, get: text });
  return outbound;
}

/** Two halves, each with an ID of its own. */
export function halvesOf(parcel: Parcel, change: Partial<Parcel> = {}): Parcel[] {
  const { id, batch, at } = parcel;
  const middle = Math.ceil(at.length / 2);
  const half = (members: readonly number[]): Parcel => ({
    ...fresh({ id: partName(id, members), batch, at: members }),
    ...change,
  });
  return [half(at.slice(0, middle)), half(at.slice(middle))];
}

/** Parcels without some members; one that loses any has another ID, as it is another text. */
export const withoutMembers = (parcels: readonly Parcel[], gone: ReadonlySet<number>): Parcel[] =>
  parcels.flatMap((parcel) => {
    const at = parcel.at.filter((index) => !gone.has(index));
    if (at.length === parcel.at.length) return [parcel];
    return at.length === 0 ? [] : [{ ...parcel, id: partName(parcel.id, at), at }];
  });

type PartialOutcome = Extract<SendOutcome, { kind: 'partial' }>;

function judgePartial(parcel: Parcel, { retry, rejected: refused, rejectedCount = 0 }: PartialOutcome): Verdict {
  const { id, batch, at } = parcel;
  const no = new Set(refused);
  const again = new Set(retry);
  const { events } = batch;
  const idAt = (index: number): string => events[index]?.eventId ?? '';
  const left = at.filter((index) => again.has(idAt(index)) && !no.has(idAt(index)));
  const named = at.filter((index) => no.has(idAt(index))).length;
  const rejected = named + Math.max(0, Math.min(rejectedCount, at.length - named - left.length));
  const delivered = at.length - rejected - left.length;
  const lost = rejected === 0 ? {} : { rejected };
  if (left.length === 0) return { delivered, lost, rest: [] };
  const rest = left.length === at.length ? parcel : fresh({ id: partName(id, left), batch, at: left });
  return { delivered, lost, rest: [rest] };
}

const keep = (parcel: Parcel): Verdict => ({ delivered: 0, lost: {}, rest: [parcel] });

const lose = (parcel: Parcel, reason: DropReason): Verdict => ({
  delivered: 0,
  lost: { [reason]: parcel.at.length },
  rest: [],
});

/** Reads one answer. An unanswered send is repeated only where the destination drops repeats. */
export function judgeParcel(parcel: Parcel, outcome: SendOutcome, idempotent: boolean): Verdict {
  const { kind } = outcome;
  if (kind === 'delivered') return { delivered: parcel.at.length, lost: {}, rest: [] };
  if (kind === 'partial') return judgePartial(parcel, outcome);
  if (kind === 'rejected') return lose(parcel, 'rejected');
  if (kind === 'retry') return keep(parcel);
  if (kind === 'unknown') return idempotent ? keep(parcel) : lose(parcel, 'rejected');
  // What is too large may fit in parts; one event that is too large alone stays so.
  return parcel.at.length > 1 ? { delivered: 0, lost: {}, rest: halvesOf(parcel) } : lose(parcel, 'oversized');
}
