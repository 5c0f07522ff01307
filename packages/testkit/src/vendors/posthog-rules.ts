import { inJson, isRecord, Refusal } from './strict-server.ts';

/** One event as it was sent. */
export interface PosthogEvent {
  readonly event: string;
  readonly distinct_id: string;
  readonly uuid?: string;
  readonly timestamp?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

type Note = (where: string, what: string) => void;

/** Bytes of one event, as JSON; more is answered with 400. */
const MAX_EVENT_BYTES = 1_000_000;

/** Characters of a distinct_id or of an event's name. */
const MAX_NAME = 200;

/** IDs that stand for a mistake in the sender, compared without regard to case and outer spaces. */
export const illegalDistinctIds: readonly string[] = [
  '0',
  '00000000-0000-0000-0000-000000000000',
  '[object object]',
  'anonymous',
  'anonymous-user',
  'backend',
  'distinct_id',
  'distinctid',
  'email',
  'false',
  'guest',
  'id',
  'nan',
  'none',
  'not_authenticated',
  'null',
  'system',
  'true',
  'undefined',
  'user',
];

const EVENT_KEYS = new Set([
  'event',
  'distinct_id',
  'uuid',
  'timestamp',
  'properties',
  'type',
  'library',
  'library_version',
]);

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Refuses the whole batch, as the service does: it stores all of a batch or nothing. */
export function refuse(status: number, words: string): never {
  throw new Refusal({ status, headers: { 'content-type': 'text/plain' }, body: words });
}

function checkDistinctId(id: unknown, note: Note): string {
  const where = 'batch[].distinct_id';
  const bad = (what: string): never => {
    note(where, what);
    return refuse(400, what);
  };
  if (id === undefined || id === null) return bad('event submitted without a distinct_id');
  if (typeof id !== 'string') return bad('event submitted with a distinct_id that is no text');
  if (id.trim() === '') return bad('event submitted with an empty distinct_id');
  if (id.length > MAX_NAME) return bad('event submitted with a distinct_id of over 200 characters');
  if (illegalDistinctIds.includes(id.trim().toLowerCase())) return bad('event submitted with an illegal distinct_id');
  return id;
}

function checkOptional(event: Readonly<Record<string, unknown>>, note: Note): void {
  const { uuid, timestamp, properties } = event;
  if (uuid !== undefined && !(typeof uuid === 'string' && UUID.test(uuid))) {
    note('batch[].uuid', 'is no UUID');
    refuse(400, 'failed to parse request: invalid uuid');
  }
  if (timestamp !== undefined && !(typeof timestamp === 'string' && ISO.test(timestamp))) {
    // The service takes the time of arrival in its place and says nothing.
    note('batch[].timestamp', 'is no ISO 8601 time with a zone');
  }
  if (properties !== undefined && !isRecord(properties)) {
    note('batch[].properties', 'is no object');
    refuse(400, 'failed to parse request: invalid properties');
  }
}

/** Checks one event of a batch; throws the refusal of the whole batch. */
export function checkEvent(event: unknown, note: Note): PosthogEvent {
  if (!isRecord(event)) {
    note('batch[]', 'is no object');
    return refuse(400, 'failed to parse request: invalid event');
  }
  for (const key of Object.keys(event)) {
    if (!EVENT_KEYS.has(key)) note('batch[]', 'has a key that the endpoint does not document');
  }
  const { event: name } = event;
  if (typeof name !== 'string' || name === '') {
    note('batch[].event', 'event submitted with an empty event name');
    return refuse(400, 'event submitted with an empty event name');
  }
  if (name.length > MAX_NAME) note('batch[].event', 'has over 200 characters');
  const distinctId = checkDistinctId(event['distinct_id'], note);
  checkOptional(event, note);
  if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) {
    note('batch[]', 'maximum event size exceeded');
    return refuse(400, 'maximum event size exceeded');
  }
  return { properties: {}, ...event, event: name, distinct_id: distinctId };
}

/** The body of an answer of PostHog's private API that refuses. */
export const apiError = (status: number, type: string, code: string, detail: string): Refusal =>
  new Refusal(inJson(status, { type, code, detail, attr: null }));
