import type { RecordedRequest } from '../http/read-request.ts';
import type { RecordedAnswer } from '../http/write-answer.ts';
import { RETRY_AFTER_SECONDS } from '../http/destination-fault.ts';
import { createPersons, type PosthogPersons } from './posthog-persons.ts';
import { checkEvent, type PosthogEvent, refuse } from './posthog-rules.ts';
import { claimsJson, inJson, readObject, startStrictServer, type StrictServer } from './strict-server.ts';

export interface PosthogServerOptions {
  /** The project's key, which events carry. @default 'phc_testkit' */
  readonly apiKey?: string;
  /** The key of the private API, for deletions. @default 'phx_testkit' */
  readonly personalApiKey?: string;
  /** @default '1' */
  readonly projectId?: string;
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  readonly port?: number;
}

/** A strict PostHog on this machine: capture of batches, and deletion of persons. */
export interface PosthogServer extends StrictServer, Pick<PosthogPersons, 'deletions' | 'runDeletions'> {
  /** What is stored. The same event under the same uuid is stored once, as the service ends up with. */
  readonly events: readonly PosthogEvent[];
  /** Whether the project is over its quota: batches are answered 200 with `quota_limited`, and nothing is stored. */
  limitQuota(limited: boolean): void;
}

/** Bytes of a request on the wire. */
const MAX_WIRE_BYTES = 20 * 1024 * 1024;

const BATCH_KEYS = new Set(['api_key', 'batch', 'sent_at', 'historical_migration']);

type Note = (where: string, what: string) => void;

const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): RecordedAnswer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
});

/** The events of a batch that nothing is wrong with; throws the refusal of any other. */
function readBatch(request: RecordedRequest, apiKey: string, note: Note): readonly PosthogEvent[] {
  const bad = (status: number, where: string, what: string): never => {
    note(where, what);
    return refuse(status, what);
  };
  if (request.method !== 'POST') bad(405, 'method', 'is not POST');
  if (request.wireBytes > MAX_WIRE_BYTES) bad(413, 'body', 'is over 20 MiB on the wire');
  if (!claimsJson(request)) note('header', 'content-type is not JSON');
  const body = readObject(request) ?? bad(400, 'body', 'failed to decode request');
  for (const key of Object.keys(body)) {
    if (!BATCH_KEYS.has(key)) note('body', 'has a key that the endpoint does not document');
  }
  const { api_key: key, batch } = body;
  if (typeof key !== 'string' || key === '') bad(401, 'api_key', 'event submitted without an api_key');
  // The service takes any well-formed key and drops what belongs to no project; nobody notices.
  if (key !== apiKey) bad(401, 'api_key', 'API key is not valid');
  if (!Array.isArray(batch)) return bad(400, 'batch', 'failed to parse request: no batch');
  if (batch.length === 0) bad(400, 'batch', 'request holds no event');
  return batch.map((event) => checkEvent(event, note));
}

const identityOf = ({ uuid, event, distinct_id: owner, timestamp }: PosthogEvent): string | undefined =>
  uuid && JSON.stringify([uuid, event, owner, timestamp]);

/** Starts a server on 127.0.0.1. Close it, or hold it with `await using`. */
export async function startPosthogServer(options: PosthogServerOptions = {}): Promise<PosthogServer> {
  const { apiKey = 'phc_testkit', personalApiKey = 'phx_testkit', projectId = '1', port = 0 } = options;
  const events: PosthogEvent[] = [];
  const known = new Set<string>();
  const persons = createPersons(events, personalApiKey);
  let limited = false;

  const capture = (request: RecordedRequest, note: Note): RecordedAnswer => {
    const batch = readBatch(request, apiKey, note);
    if (limited) return inJson(200, { status: 1, quota_limited: ['events'] });
    for (const event of batch) {
      const identity = identityOf(event);
      if (identity !== undefined && known.has(identity)) continue;
      if (identity !== undefined) known.add(identity);
      events.push(event);
    }
    return inJson(200, { status: 1 });
  };

  const server = await startStrictServer(
    (request, note) => {
      // The service takes its paths with and without the slash at the end.
      const pathname = new URL(request.path, 'http://localhost').pathname.replace(/[^/]$/, '$&/');
      if (pathname === '/batch/') return capture(request, note);
      if (pathname === `/api/projects/${projectId}/persons/bulk_delete/`) return persons.judge(request, note);
      note('path', 'is neither /batch/ nor the deletion of persons');
      return text(404, 'not found');
    },
    {
      port,
      failures: {
        busy: text(503, 'transient error, please retry'),
        error: text(500, 'internal error'),
        throttled: text(429, 'rate limited', { 'retry-after': String(RETRY_AFTER_SECONDS) }),
        too_large: text(413, 'length limit exceeded'),
        refuse: text(400, 'invalid event could not be processed'),
      },
    },
  );
  return {
    ...server,
    events,
    deletions: persons.deletions,
    runDeletions: () => persons.runDeletions(),
    limitQuota: (next) => void (limited = next),
  };
}
