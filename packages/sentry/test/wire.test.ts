import { fork } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ingest, keyPaths, type Received, startIngest, type WireEvent } from './ingest.ts';

// Shapes that redaction knows, and a folder name, a local variable and properties that only the closed list can stop.
const THROWER = `
export function fail(request) {
  const localVariable = 'canary-local';
  const cause = new TypeError('no such user: canary-cause@example.org in ' + process.cwd());
  cause.response = { body: 'canary-cause-property' };
  const error = new RangeError('call with Bearer canary' + 'abcdefghijklmnopqrstuvwxyz0123456789 failed, open ' + process.cwd() + '/service/x', { cause });
  error.request = { headers: request.headers, url: request.url, body: 'canary-property' };
  error.code = 'canary-code';
  error.env = process.env;
  void localVariable;
  throw error;
}
`;

const CANARY_ENV = {
  SENTRY_DSN: 'http://canary-dsn@127.0.0.1:1/1',
  SENTRY_RELEASE: 'canary-env-release',
  SENTRY_ENVIRONMENT: 'canary-env-environment',
  SENTRY_NAME: 'canary-env-name',
  SENTRY_TRACES_SAMPLE_RATE: '1',
  SENTRY_TRACE: '12345678901234567890123456789012-1234567890123456-1',
  SENTRY_BAGGAGE: 'sentry-release=canary-env-baggage',
  SENTRY_SPOTLIGHT: '1',
  SECRET: 'canary-env-secret',
};

let ingest: Ingest;
let folder: string;
let report: { readonly tally: unknown; readonly outbound: readonly string[] };
let sent: Received;
let event: WireEvent;

beforeAll(async () => {
  ingest = await startIngest();
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'canary-cwd-')));
  await mkdir(path.join(folder, 'service'));
  await writeFile(path.join(folder, 'service', 'thrower.mjs'), THROWER);
  const child = fork(path.join(import.meta.dirname, 'fixtures', 'canaries.mjs'), [ingest.dsn], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...CANARY_ENV },
    execArgv: ['--conditions=plumbline:source'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  report = await new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as typeof report));
    child.once('close', (code) => reject(new Error(`exit ${code} without a report: ${stderr}`)));
  });
  sent = ingest.received[0] as Received;
  event = sent.event;
});

afterAll(async () => {
  await ingest.close();
  await rm(folder, { recursive: true });
});

describe('one error in a request', () => {
  test('is one envelope with one event, and nothing beside it', () => {
    expect(ingest.received).toHaveLength(1);
    expect(ingest.faults).toEqual([]);
    expect(report.tally).toEqual({ delivered: 1, lost: {}, pending: 0 });
  });

  test('has these keys on the wire and no other', () => {
    expect(Object.keys(sent.headers).toSorted()).toEqual(['connection', 'host', 'transfer-encoding', 'user-agent']);
    expect([...sent.query.keys()].toSorted()).toEqual(['sentry_client', 'sentry_key', 'sentry_version']);
    expect(keyPaths(sent.envelope)).toEqual(['event_id', 'sent_at']);
    expect(keyPaths(sent.item)).toEqual(['type']);
    expect(keyPaths(event)).toEqual([
      'contexts.trace.span_id',
      'contexts.trace.trace_id',
      'environment',
      'event_id',
      'exception.values[].mechanism.handled',
      'exception.values[].mechanism.type',
      'exception.values[].stacktrace.frames[].colno',
      'exception.values[].stacktrace.frames[].filename',
      'exception.values[].stacktrace.frames[].function',
      'exception.values[].stacktrace.frames[].in_app',
      'exception.values[].stacktrace.frames[].lineno',
      'exception.values[].type',
      'exception.values[].value',
      'fingerprint[]',
      'level',
      'platform',
      'release',
      'sdk.name',
      'sdk.settings.infer_ip',
      'sdk.version',
      'tags.actor_role',
      'tags.error_id',
      'tags.feature',
      'tags.queue',
      'tags.request_id',
      'tags.route_pattern',
      'tags.surface',
      'timestamp',
      'user.id',
    ]);
  });

  test('carries what an operator needs', () => {
    expect(event).toMatchObject({
      level: 'error',
      platform: 'node',
      release: 'app@1.2.3',
      environment: 'test',
      user: { id: 'a'.repeat(32) },
      contexts: { trace: { trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' } },
      tags: {
        request_id: '0af7651916cd43dd8448eb211c80319c',
        route_pattern: '/orgs/:id',
        feature: 'approvals',
        surface: 'drawer',
        actor_role: 'clerk',
        error_id: event.fingerprint?.[0],
        queue: 'digest',
      },
    });
    expect(event.exception.values.map(({ type }) => type)).toEqual(['TypeError', 'RangeError']);
    expect(event.exception.values[1]?.value).toMatch(/^call with .*failed, open \.\/service\/x$/);
    expect(event.exception.values[1]?.stacktrace?.frames.at(-1)).toMatchObject({
      filename: 'app:///service/thrower.mjs',
      function: 'fail',
      in_app: true,
    });
    expect(event.fingerprint?.[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(sent.envelope['event_id']).toBe(event.event_id);
  });

  test('holds no canary, no folder and no address', () => {
    expect(sent.text).not.toMatch(/canary/i);
    expect(sent.text).not.toContain(folder);
    expect(sent.text).not.toContain(import.meta.dirname);
    expect(sent.text).not.toContain('203.0.113.7');
  });

  test('adds no header to what the application calls', () => {
    expect(report.outbound.toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'connection',
      'host',
      'sec-fetch-mode',
      'user-agent',
    ]);
  });
});
