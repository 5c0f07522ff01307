import type { Clock, DropReason, Log } from '@plumbline/core';
import type { RefusalCode } from './answer.ts';

const MINUTE_MS = 60_000;

interface Line {
  /** `warn` where an application is probably set up wrong; `debug` where any stranger can cause it. */
  readonly level: 'warn' | 'debug';
  readonly fix: string;
}

const LINES: Readonly<Record<RefusalCode, Line>> = {
  method_not_allowed: { level: 'debug', fix: 'Send events with POST.' },
  cross_origin: {
    level: 'warn',
    fix: 'List the origin of the page in `allowedOrigins`, or let the proxy pass `Host` on; other senders are refused on purpose.',
  },
  unsupported_type: { level: 'warn', fix: 'Send application/json or text/plain, without Content-Encoding.' },
  too_large: { level: 'warn', fix: 'Send smaller batches, or raise `maxBodyBytes` or `maxEvents`.' },
  malformed: {
    level: 'warn',
    fix: 'Send `{ "v": 1, "events": [...] }` as UTF-8 JSON, with one event or more, within `bodyTimeoutMs`.',
  },
  rate_limited: {
    level: 'warn',
    fix: 'Find out why one session, or all together, send so much, or raise `rate.perSessionPerMinute` or `rate.totalPerMinute`.',
  },
  unavailable: {
    level: 'debug',
    fix: 'See why events wait: their destination is slow, the service is stopping, or more bodies are on their way than it has room for.',
  },
};

/** Whether something may be said now: each thing once in a minute, because anybody can post. */
export function createMinute<Key>(clock: Clock): (key: Key) => boolean {
  const quietUntil = new Map<Key, number>();
  return (key) => {
    const now = clock.monotonic();
    if (now < (quietUntil.get(key) ?? 0)) return false;
    quietUntil.set(key, now + MINUTE_MS);
    return true;
  };
}

/** Says why a batch was refused, once for each cause in a minute. Nothing of the request is shown. */
export function createRefusalLog(log: Log, clock: Clock): (code: RefusalCode) => void {
  const isDue = createMinute<RefusalCode>(clock);
  return (code) => {
    if (!isDue(code)) return;
    const { level, fix } = LINES[code];
    log[level]({ cause: code, fix }, 'ingest: batch refused; the same cause is silent for a minute');
  };
}

/** Says that the upcaster of an event failed, once for each in a minute. The name is one of the catalog's. */
export function createUpcasterLog(log: Log, clock: Clock): (name: string) => void {
  const isDue = createMinute<string>(clock);
  const fix = 'Correct its upcaster in `previous` of `defineCatalog`: it is given a plain object and must return one.';
  return (name) => {
    if (!isDue(name)) return;
    log.warn(
      { event: name, fix },
      'ingest: an upcaster failed; what comes under the version before is refused as unknown_version',
    );
  };
}

const READ_FIXES: Partial<Record<DropReason, string>> = {
  unknown_version:
    'Deploy page and server with one catalog, or declare the version before in `previous` of `defineCatalog`.',
  clock:
    'Correct the clock of the server, unless one browser alone is wrong; what waited for over seven days is refused.',
};

/** Told of events that were not read, for what reason, and what was wrong with the first of them. */
export type EnvelopeLog = (reason: DropReason, faults: readonly string[]) => void;

/**
 * Says why events could not be read, once for each reason in a minute. A page that is older or newer than the server is the
 * usual cause, and loses everything it reports. Nothing of the event is shown.
 */
export function createEnvelopeLog(log: Log, clock: Clock, versions: readonly string[]): EnvelopeLog {
  const isDue = createMinute<DropReason>(clock);
  return (reason, faults) => {
    if (!isDue(reason)) return;
    const fix = READ_FIXES[reason] ?? 'Send what @plumbline/browser sends.';
    log.warn({ reason, faults, versions, fix }, 'ingest: event refused; the same reason is silent for a minute');
  };
}
