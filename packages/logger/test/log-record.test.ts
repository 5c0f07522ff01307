import { readFileSync } from 'node:fs';
import { createRequestContext, runInContext, runJob } from '@plumbline/core/context';
import { expect, it } from 'vitest';
import { logRequest } from '../src/index.ts';
import { faultsOf } from './check-schema.ts';
import { record } from './recorder.ts';

const schema = JSON.parse(
  readFileSync(new URL(import.meta.resolve('@plumbline/logger/log-record.schema.json')), 'utf8'),
) as Record<string, unknown>;
const context = createRequestContext({
  kind: 'request',
  requestId: 'req-1',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  routePattern: '/a/:b',
  feature: 'f',
  surface: 's',
  actor: { id: 'u', type: 'user', hash: 'h', orgHash: '' },
});

it('describes every line the logger writes', () => {
  const { logger, lines } = record({ level: 'trace' });
  runInContext(context, () => {
    logger.trace('a');
    logger.child({ level: 'x' }).fatal({ err: new Error('x', { cause: 1 }), fields: 1 }, 'b');
  });
  runJob('nightly', () =>
    logger.debug(
      {
        err: 'text',
        get bad(): string {
          throw new Error('no');
        },
      },
      'c',
    ),
  );
  logRequest(logger, { context, method: 'GET', status: 200, durationMs: 1, outcome: 'ok' });
  expect(lines().map((line) => faultsOf(line, schema))).toEqual([[], [], [], []]);
  const summary = (schema['$defs'] as Record<string, Record<string, unknown>>)['requestSummary'] ?? {};
  expect(faultsOf(lines()[3], summary, schema)).toEqual([]);
});

it.each([
  [{}, 'required'],
  [{ level: 30, time: '2026-01-02T03:04:05Z', service: 's', msg: '' }, 'enum'],
  [{ level: 'info', time: 1, service: 's', msg: '' }, 'type'],
  [{ level: 'info', time: '2026-01-02T03:04:05+01:00', service: 's', msg: '' }, 'pattern'],
  [{ level: 'info', time: '2026-01-02T03:04:05Z', service: 's', msg: '', trace_id: 'x' }, 'pattern'],
  [{ level: 'info', time: '2026-01-02T03:04:05Z', service: 's', msg: '', err: { stack: 1 } }, 'anyOf'],
])('refuses %o', (line, keyword) => {
  expect(faultsOf(line, schema).join()).toContain(keyword);
});
