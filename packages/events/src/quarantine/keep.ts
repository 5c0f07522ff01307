import { Buffer } from 'node:buffer';
import { type Clock, type Log, type Meter, toError } from '@plumbline/core';
import { keepableEnvelope } from '@plumbline/schema/runtime';
import { createCounter } from '../instruments.ts';
import { appendLine, formatLine, quarantinedBytes, type QuarantineOptions } from './files.ts';

/** 4,000 events of the largest size, or 50,000 of the usual one. */
const DEFAULT_BYTES = 16_777_216;

const MINUTE_MS = 60_000;

/** Keeps aside what is refused for its version. */
export interface Quarantine {
  /** Keeps one envelope where it holds nothing personal and there is room. It never throws. */
  keep(input: unknown, now: number): void;
}

/** What is said of it, once a minute: anybody can post. */
const SAID = {
  kept: 'ingest: events of a version that the catalog does not know are kept aside',
  full: 'ingest: the quarantine is full; events of unknown versions are only counted',
  failed: 'ingest: the quarantine cannot be written; events of unknown versions are only counted',
} as const;

const FIX =
  'Deploy the catalog that knows the version, or names it in `previous`, and run `plumbline events replay-quarantine`.';
const ROOM = 'Run `plumbline events replay-quarantine`, raise `quarantine.maxBytes`, or delete the folder.';
const FOLDER = 'Let the user of the service write into the folder that `quarantine.directory` names.';

/** Makes the quarantine of one ingest route. Nothing is opened before the first event comes that it keeps. */
export function createQuarantine(
  { directory, maxBytes = DEFAULT_BYTES }: QuarantineOptions,
  { clock, log, meter }: { readonly clock: Clock; readonly log: Log; readonly meter: Meter },
): Quarantine {
  const kept = createCounter(meter, 'plumbline.events.quarantined');
  const labels = { reason: 'unknown_version' };
  kept.add(0, labels);
  const quietUntil: Partial<Record<keyof typeof SAID, number>> = {};
  let pausedUntil = 0;
  const say = (what: keyof typeof SAID, fix: string, err?: Error): void => {
    const now = clock.monotonic();
    if (now < (quietUntil[what] ?? 0)) return;
    quietUntil[what] = now + MINUTE_MS;
    log[what === 'kept' ? 'info' : 'warn']({ fix, ...(err && { err }) }, SAID[what]);
  };
  const write = (text: string): void => {
    if (quarantinedBytes(directory) + Buffer.byteLength(text) > maxBytes) {
      pausedUntil = clock.monotonic() + MINUTE_MS;
      say('full', ROOM);
      return;
    }
    appendLine(directory, text);
    kept.add(1, labels);
    say('kept', FIX);
  };
  return {
    keep(input, now) {
      // A folder that is full or cannot be written is asked again after a minute: strangers must not make the disk work.
      if (clock.monotonic() < pausedUntil) return;
      try {
        const event = keepableEnvelope(input, now);
        if (event !== undefined) write(formatLine({ at: now, event }));
      } catch (error) {
        pausedUntil = clock.monotonic() + MINUTE_MS;
        say('failed', FOLDER, toError(error));
      }
    },
  };
}
