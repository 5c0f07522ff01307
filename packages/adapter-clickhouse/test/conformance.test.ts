import { createClient } from '@clickhouse/client';
import {
  adapterConformance,
  type DestinationFault,
  type RecordedAnswer,
  type RecordedRequest,
  recordHttp,
} from '@plumbline/testkit';
import { afterAll, beforeAll } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../src/embedded.ts';
import { clickhouse } from '../src/index.ts';
import { gone, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let engine: EmbeddedServer;
let client: ReturnType<typeof createClient>;
let databases = 0;

beforeAll(async () => {
  engine = await startEmbedded({ directory: folder.path });
  client = createClient({ ...engine.clientOptions(), log: { level: 127 } });
  // Copies must stay as they were stored, or a merge would hide them from the suite.
  await client.command({ query: 'SYSTEM STOP MERGES' });
});

afterAll(async () => {
  await client.close();
  await engine.release();
  await gone(engine.pid);
  folder[Symbol.dispose]();
});

/** Answers as a server or a gateway words them: with the row in it. */
const answers: Readonly<Partial<Record<DestinationFault, (request: RecordedRequest) => RecordedAnswer>>> = {
  refuse: ({ body }) => ({
    status: 400,
    headers: { 'x-clickhouse-exception-code': '27' },
    body: `Code: 27. DB::Exception: Cannot parse input: expected '"' before: '${body}'. (CANNOT_PARSE_INPUT_ASSERTION_FAILED)`,
  }),
  busy: ({ body }) => ({ status: 503, body: `<html>503 Service Unavailable ${body}</html>` }),
};

const envelope = ['schemaVersion', 'sessionId', 'anonymousUserId', 'orgIdHash', 'routePattern'] as const;

const skips = { partial: 'one insert is one block, which ClickHouse stores as a whole or not at all' };

adapterConformance('clickhouse', { deferred: clickhouse.fromEnv(), envelope, skips }, async () => {
  databases += 1;
  const database = `subject_${databases}`;
  const front = await recordHttp({ forwardTo: { socketPath: engine.socketPath } });
  const isInsert = (path: string): boolean => path.includes('insert_deduplication_token');
  const table = `${database}.product_telemetry_events`;
  return {
    create: (options) => clickhouse({ ...options, url: `${front.url.replace('//', '//writer:secret@')}/${database}` }),
    received: () => front.received.map(({ path, headers, body }) => path + JSON.stringify(headers) + body),
    async storedIds() {
      const stored = await client.query({ query: `SELECT event_id FROM ${table}`, format: 'JSONEachRow' });
      return (await stored.json<{ event_id: string }>()).map(({ event_id }) => event_id);
    },
    // Opening goes through: the fault is that of the insert.
    async fail(how) {
      if (how === 'partial') throw new Error('there is no such answer');
      const answer = answers[how];
      await front.fail(how, { when: ({ path }) => isInsert(path), ...(answer && { answer }) });
    },
    stop: () => front.close(),
  };
});
