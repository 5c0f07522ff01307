import type { DropReason } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { parseEnvelope } from '@plumbline/schema/runtime';
import type { AcceptResult, EventSink } from '../events.ts';
import { keepLines, type KeptLine, readLines, removeFile, takeFiles } from './files.ts';

/** Longer than any deployment takes; what is older says nothing about today. */
const MAX_AGE_MS = 2_592_000_000;

/** What is offered before the queue is emptied again. */
const BATCH = 500;

/** What became of the events in quarantine. */
export interface ReplayedQuarantine {
  readonly accepted: number;
  /** Refused for good, by reason. */
  readonly refused: Partial<Record<DropReason, number>>;
  /** Still of an unknown version: they stay. */
  readonly kept: number;
  /** Lines that could not be read, such as one that a crash left unfinished. */
  readonly damaged: number;
  /** Set where the source did not take everything in time: nothing is forgotten then. */
  readonly interrupted: boolean;
}

export interface ReplayOptions {
  readonly directory: string;
  readonly catalog: Catalog;
  readonly events: Pick<EventSink, 'accept'>;
  /** Waits until the source has taken what was accepted; whether it did. */
  readonly settle: () => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

function offer({ catalog, events, now }: ReplayOptions, { at, event }: KeptLine): AcceptResult {
  if (now - at > MAX_AGE_MS) return { ok: false, reason: 'too_old' };
  const parsed = parseEnvelope(event, { version: catalog.version, previous: catalog.previous?.version, now: at });
  if (!parsed.ok) return parsed;
  const { envelope } = parsed;
  const upcast = catalog.upcast(envelope.schemaVersion, envelope.name, envelope.payload);
  if (!upcast.ok) return upcast;
  const offered = { ...envelope, payload: upcast.payload, source: 'web' } as const;
  const [result = { ok: false, reason: 'malformed' } as const] = events.accept([offered]);
  return result;
}

interface Tally {
  accepted: number;
  readonly refused: Partial<Record<DropReason, number>>;
  kept: number;
  damaged: number;
}

/** Offers one line; true where it has to stay. */
function judgeLine(options: ReplayOptions, line: KeptLine | undefined, tally: Tally): boolean {
  if (line === undefined) {
    tally.damaged += 1;
    return false;
  }
  const result = offer(options, line);
  if (result.ok) tally.accepted += 1;
  else if (result.reason !== 'unknown_version') tally.refused[result.reason] = (tally.refused[result.reason] ?? 0) + 1;
  return !result.ok && result.reason === 'unknown_version';
}

/** Offers lines in batches; those that stay, or undefined where the source did not take a batch in time. */
async function offerAll(
  options: ReplayOptions,
  lines: readonly (KeptLine | undefined)[],
  tally: Tally,
): Promise<readonly KeptLine[] | undefined> {
  const stay: KeptLine[] = [];
  for (let start = 0; start < lines.length; start += BATCH) {
    for (const line of lines.slice(start, start + BATCH)) {
      if (judgeLine(options, line, tally) && line !== undefined) stay.push(line);
    }
    if (!(await options.settle())) return undefined;
  }
  return stay;
}

/** One file: read, offered, what is still unknown written back, and only then removed. */
async function replayFile(options: ReplayOptions, file: string, tally: Tally): Promise<boolean> {
  const stay: KeptLine[] = [];
  let read = readLines(file, 0);
  for (let from = 0; read.end > from; read = readLines(file, from)) {
    from = read.end;
    const more = await offerAll(options, read.lines, tally);
    if (more === undefined) return false;
    stay.push(...more);
  }
  if (read.hasRest) tally.damaged += 1;
  if (stay.length > 0) keepLines(options.directory, stay);
  tally.kept += stay.length;
  removeFile(file);
  return true;
}

/**
 * Feeds what is in quarantine to a client. A file is removed once the source has confirmed everything of it that was
 * accepted, so that an interruption repeats and never loses; repeated events have their IDs, by which the store drops them.
 */
export async function replayQuarantine(options: ReplayOptions): Promise<ReplayedQuarantine> {
  const tally: Tally = { accepted: 0, refused: {}, kept: 0, damaged: 0 };
  for (const file of takeFiles(options.directory)) {
    if (!(await replayFile(options, file, tally))) return { ...tally, interrupted: true };
  }
  return { ...tally, interrupted: false };
}
