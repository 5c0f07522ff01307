import type { DropReason } from '@plumbline/core';
import type { JournalStretch } from '@plumbline/core/journal';
import type { Change } from '../work.ts';

/**
 * What stands in one line of the spool.
 *
 * - `E {row}`: one event, as the event table takes it.
 * - `S <batch> <first> <last> <events> <total>`: the events before it, of these sequence numbers, are a batch, and so many
 *   events does this process have in batches with it; written before the first attempt to send it.
 * - `A <destination> <batch> <members>`: these are about to be sent to a destination that must not get them twice.
 * - `D <destination> <batch> <delivered> <losses> <members>`: what was settled there, and which members are left.
 * - `O <name>`: the process that writes this part has started.
 */
export type SpoolLine =
  | { readonly kind: 'seal'; readonly batch: string; readonly events: number; readonly total: number | undefined }
  | { readonly kind: 'attempt'; readonly destination: string; readonly batch: string; readonly members: string }
  | { readonly kind: 'settled'; readonly destination: string; readonly batch: string; readonly left: string }
  | { readonly kind: 'opened'; readonly name: string }
  | { readonly kind: 'other' };

const NONE = '-';

const OTHER: SpoolLine = { kind: 'other' };

/** Which members, one bit each, as text. */
export function formatMembers(flags: Uint8Array): string {
  const bits = new Uint8Array(Math.ceil(flags.length / 8));
  let any = false;
  for (let index = 0; index < flags.length; index += 1) {
    if (flags[index] !== 1) continue;
    any = true;
    bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return any ? Buffer.from(bits).toString('base64url') : NONE;
}

/** Reads {@link formatMembers} for a batch of this size. */
export function parseMembers(text: string, size: number): Uint8Array {
  const flags = new Uint8Array(size);
  if (text === NONE) return flags;
  const bits = Buffer.from(text, 'base64url');
  for (let index = 0; index < size; index += 1) flags[index] = ((bits[index >> 3] ?? 0) >> (index & 7)) & 1;
  return flags;
}

const EVENT = 'E ';
const [MARK, SPACE] = [0x45, 0x20];

export const formatEvent = (row: string): string => EVENT + row;

export const formatOpened = (name: string): string => `O ${name}`;

export const formatSeal = (batch: string, first: number, last: number, events: number, total: number): string =>
  `S ${batch} ${first} ${last} ${events} ${total}`;

export const formatAttempt = (destination: string, batch: string, members: Uint8Array): string =>
  `A ${destination} ${batch} ${formatMembers(members)}`;

export function formatSettled(destination: string, batch: string, change: Change, open: Uint8Array): string {
  const losses = (Object.entries(change.lost) as [DropReason, number][]).map(([reason, count]) => `${reason}=${count}`);
  const lost = losses.length === 0 ? NONE : losses.join(',');
  return `D ${destination} ${batch} ${change.delivered} ${lost} ${formatMembers(open)}`;
}

/** Reads one line that is no event; a newer version's lines are `other`. */
export function parseSpoolLine(line: string): SpoolLine {
  const [kind, first = '', second = '', third = '', fourth = '', fifth = ''] = line.split(' ');
  if (kind === 'S' && fourth !== '') {
    // An older version wrote none.
    return { kind: 'seal', batch: first, events: Number(fourth), total: fifth === '' ? undefined : Number(fifth) };
  }
  if (kind === 'D' && fifth !== '') return { kind: 'settled', destination: first, batch: second, left: fifth };
  if (kind === 'A' && third !== '') return { kind: 'attempt', destination: first, batch: second, members: third };
  return kind === 'O' ? { kind: 'opened', name: first } : OTHER;
}

/** Goes through what was read: rows of events stay bytes and go to `onEvent`, the other lines come out between them. */
export function* linesOf(
  { bytes, places }: JournalStretch,
  onEvent: (bytes: Buffer, from: number, to: number) => void,
): Generator<SpoolLine, void, undefined> {
  for (let index = 0; index < places.length; index += 2) {
    const from = places[index] as number;
    const to = places[index + 1] as number;
    if (bytes[from] === MARK && bytes[from + 1] === SPACE) onEvent(bytes, from + EVENT.length, to);
    else yield parseSpoolLine(bytes.toString('utf8', from, to));
  }
}
