import { type Adapter, type Clock, createIdMaker, type Log, PlumblineError, toError } from '@plumbline/core';
import { type JournalFault, openJournal } from '@plumbline/core/journal';
import type { Catalog } from '@plumbline/schema';
import { watchTombstones } from '../erase/tombstones.ts';
import type { SpoolOptions } from '../options.ts';
import { formatEvent, formatOpened } from './line.ts';
import { createRowWriter } from './row-writer.ts';
import { createSpool, type Spool } from './spool.ts';
import { readStanding } from './standing.ts';
import { createTape } from './tape.ts';

export interface OpenSpoolOptions {
  readonly spool: SpoolOptions;
  readonly catalog: Catalog;
  readonly destinations: readonly { readonly label: string; readonly adapter: Adapter }[];
  readonly clock: Clock;
  readonly log: Log;
  readonly onSourceDone: () => void;
}

const DEFAULT_BYTES = 536_870_912;
const MAX_SEGMENT_BYTES = 4_194_304;
const MIN_SEGMENT_BYTES = 4_096;
/** Files are deleted as a whole: the bound has to hold several. */
const SEGMENTS = 16;

/** A journal takes lower-case letters, digits, `-` and `_`; two labels that come out the same are numbered. */
function readerNames(labels: readonly string[]): string[] {
  const plain = labels.map(
    (label) =>
      label
        .toLowerCase()
        .replaceAll(/[^a-z0-9_-]/g, '-')
        .slice(0, 60) || 'x',
  );
  const names = plain.map((name) => (/^[a-z0-9]/.test(name) ? name : `x${name}`));
  return names.map((name, index) => (names.indexOf(name) === index ? name : `${name}-${index}`));
}

/**
 * Opens the spool, takes over what ended processes left in it and reads what of that is left to do. Throws
 * PLB_EVENTS_SPOOL where the directory cannot be used.
 */
export async function openSpool(options: OpenSpoolOptions): Promise<Spool> {
  const { spool, catalog, destinations, clock, log, onSourceDone } = options;
  const { directory, maxBytes = DEFAULT_BYTES } = spool;
  const names = readerNames(destinations.map(({ label }) => label));
  const onFault = ({ kind, count, file, error }: JournalFault): void =>
    log.error({ err: error, kind, count, file, code: 'PLB_EVENTS_SPOOL' }, 'event spool is damaged');
  try {
    const journal = await openJournal({
      directory,
      name: 'events',
      readers: names,
      maxBytes,
      maxSegmentBytes: Math.max(MIN_SEGMENT_BYTES, Math.min(MAX_SEGMENT_BYTES, Math.floor(maxBytes / SEGMENTS))),
      clock,
      onFault,
    });
    const makeId = createIdMaker(() => clock.now());
    const own = makeId();
    const sealed = { seq: 0, total: 0, open: 0 };
    const readers = await Promise.all(
      destinations.map(async ({ label, adapter }, index) => {
        const name = names[index] ?? label;
        const standing = await readStanding(journal, name);
        return {
          label,
          name,
          role: adapter.role,
          standing,
          tape: createTape({ journal, reader: name, log, own, sealed }),
        };
      }),
    );
    // Readers find the end of what was left by it.
    sealed.seq = journal.append(formatOpened(own));
    const monotonic = (): number => clock.monotonic();
    const write = createRowWriter(catalog, formatEvent(''));
    const tombstones = watchTombstones(directory, {
      now: () => clock.now(),
      onError: (error) =>
        log.error(
          { err: toError(error), code: 'PLB_EVENTS_SPOOL' },
          'who was erased cannot be read from the event spool',
        ),
    });
    return createSpool({ journal, readers, maxBytes, write, makeId, tombstones, log, monotonic, sealed, onSourceDone });
  } catch (cause) {
    throw new PlumblineError('PLB_EVENTS_SPOOL', '`spool.directory` cannot be used', { cause });
  }
}
