import type { RecordedRequest } from '../http/read-request.ts';
import type { RecordedAnswer } from '../http/write-answer.ts';
import { apiError, type PosthogEvent } from './posthog-rules.ts';
import { claimsJson, inJson, readObject } from './strict-server.ts';

/** One accepted call of persons/bulk_delete. */
export interface PosthogDeletion {
  readonly distinctIds: readonly string[];
  readonly deleteEvents: boolean;
  /** How many of the IDs belonged to a person. */
  readonly found: number;
}

type Note = (where: string, what: string) => void;

const KEYS = new Set(['ids', 'distinct_ids', 'delete_events', 'delete_recordings', 'keep_person']);

/** Most IDs of one call. */
const MAX_IDS = 1000;

const invalid = (note: Note, where: string, what: string): never => {
  note(where, what);
  throw apiError(400, 'validation_error', 'invalid_input', what);
};

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string');

function checkBearer({ headers }: RecordedRequest, key: string, note: Note): void {
  const { authorization } = headers;
  if (authorization === undefined) {
    note('header', 'has no authorization');
    throw apiError(401, 'authentication_error', 'not_authenticated', 'Authentication credentials were not provided.');
  }
  if (authorization !== `Bearer ${key}`) {
    note('header', 'has an authorization that is not `Bearer` and the personal API key');
    throw apiError(401, 'authentication_error', 'authentication_failed', 'Invalid personal API key.');
  }
}

/** What the people of one project can be asked. */
export interface PosthogPersons {
  readonly deletions: readonly PosthogDeletion[];
  judge(request: RecordedRequest, note: Note): RecordedAnswer;
  /** Carries out what was queued: the service deletes events later, by itself. Returns how many are gone. */
  runDeletions(): number;
}

/** The deletion call over the events of a server. An event without a person profile belongs to nobody. */
export function createPersons(events: PosthogEvent[], personalApiKey: string): PosthogPersons {
  const deletions: PosthogDeletion[] = [];
  const queued = new Set<PosthogEvent>();
  const hasPerson = (id: string): boolean =>
    events.some(
      ({ distinct_id: owner, properties }) => owner === id && properties['$process_person_profile'] !== false,
    );

  const judge = (request: RecordedRequest, note: Note): RecordedAnswer => {
    if (request.method !== 'POST') {
      note('method', 'is not POST');
      throw apiError(405, 'invalid_request', 'method_not_allowed', 'Method not allowed.');
    }
    checkBearer(request, personalApiKey, note);
    if (!claimsJson(request)) invalid(note, 'header', 'content-type is not JSON');
    const body = readObject(request) ?? invalid(note, 'body', 'is no JSON object');
    for (const key of Object.keys(body)) if (!KEYS.has(key)) note('body', 'has a key that is not documented');
    const { ids, distinct_ids: distinctIds, delete_events: deleteEvents = false } = body;
    if (ids !== undefined) invalid(note, 'ids', 'are of persons, which this server does not keep: send distinct_ids');
    if (!isTexts(distinctIds) || distinctIds.length === 0) return invalid(note, 'distinct_ids', 'is no list of texts');
    if (distinctIds.length > MAX_IDS) return invalid(note, 'distinct_ids', 'has over 1000 entries');
    if (typeof deleteEvents !== 'boolean') return invalid(note, 'delete_events', 'is neither true nor false');
    const found = distinctIds.filter((id) => hasPerson(id));
    // Only what was captured before the call is deleted.
    const owned = events.filter(({ distinct_id: id }) => deleteEvents && found.includes(id));
    for (const event of owned) queued.add(event);
    deletions.push({ distinctIds, deleteEvents, found: found.length });
    return inJson(202, {
      persons_found: found.length,
      persons_deleted: found.length,
      events_queued_for_deletion: deleteEvents && found.length > 0,
      recordings_queued_for_deletion: false,
      deletion_errors: [],
    });
  };

  return {
    deletions,
    judge,
    runDeletions() {
      const kept = events.filter((event) => !queued.has(event));
      const gone = events.length - kept.length;
      queued.clear();
      events.splice(0, events.length, ...kept);
      return gone;
    },
  };
}
