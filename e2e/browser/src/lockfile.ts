import { readFileSync } from 'node:fs';
import path from 'node:path';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { checkLock, collectFacts, lockedAllowlist, parseLock } from '@plumbline/schema/egress';
import { catalog } from './catalog.ts';
import type { SeenRequest } from './faults.ts';

/** What the committed lockfile lets leave for the store: fields by event, and the keys around them. */
export interface Locked {
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly envelope: ReadonlySet<string>;
}

/** Reads the lockfile of this suite, after holding what is configured against it. */
export function readLocked(): Locked {
  const text = readFileSync(path.join(import.meta.dirname, '../plumbline.egress.lock'), 'utf8');
  const adapters = [clickhouse({ embedded: { directory: 'nowhere' } })];
  checkLock(collectFacts({ catalog, adapters }), text);
  const facts = parseLock(text);
  const wire = facts.filter(({ kind, columns }) => kind === 'wire' && columns[1] === 'envelope');
  return {
    fields: lockedAllowlist(facts, 'clickhouse'),
    envelope: new Set(wire.map(({ columns }) => columns[2] ?? '')),
  };
}

/** One event as the browser sent it. */
export interface SentEvent {
  readonly event_id: string;
  readonly name: string;
  readonly occurred_at: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The events in the body of a request to ingest. */
export const eventsIn = ({ body }: SeenRequest): readonly SentEvent[] =>
  (JSON.parse(body.toString()) as { readonly events: readonly SentEvent[] }).events;

/** Every key of a body that the lockfile does not list; the batch has two keys of its own. */
export function unlistedIn(request: SeenRequest, { fields, envelope }: Locked): readonly string[] {
  const batch = JSON.parse(request.body.toString()) as Readonly<Record<string, unknown>>;
  const beside = Object.keys(batch).filter((key) => key !== 'v' && key !== 'events');
  const inside = eventsIn(request).flatMap((event) => {
    const listed = fields[event.name];
    if (listed === undefined) return [event.name];
    return [
      ...Object.keys(event).filter((key) => key !== 'payload' && !envelope.has(key)),
      ...Object.keys(event.payload).flatMap((key) => (listed.includes(key) ? [] : [`${event.name}.${key}`])),
    ];
  });
  return [...beside, ...inside];
}
