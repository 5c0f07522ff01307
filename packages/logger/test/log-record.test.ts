import { createRequestContext, runInContext, runJob } from '@plumbline/core/context';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logRequest } from '../src/index.ts';
import { faultsOf, schema } from './log-contract.ts';
import { record } from './recorder.ts';

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

it('has a version in its name', () => {
  expect(schema.$id).toMatch(/\/log-record\.v1\.json$/);
});

it('describes the lines of the logger itself', () => {
  const raw: string[] = [];
  let refuses = false;
  const write = (line: string): void => {
    if (refuses) throw new Error('no');
    raw.push(line);
  };
  const { logger } = record({ level: 'trace', repeat: { burst: 1, perMs: 3_600_000 }, destination: { write } });
  logRequest(logger, { context, method: 'GET', status: 200, durationMs: 1, outcome: 'ok' });
  refuses = true;
  logger.warn('lost');
  refuses = false;
  runInContext(context, () => {
    logger.child({ module: 'db' }).info('a');
    logger.child({ module: 'db' }).info('a');
    logger.flush();
  });
  const lines = raw.map((line) => JSON.parse(line) as unknown);
  expect(lines.map((line) => faultsOf(line))).toEqual([[], [], [], []]);
  expect(faultsOf(lines[0], 'requestSummary')).toEqual([]);
  expect(faultsOf(lines[1], 'lostLines')).toEqual([]);
  expect(faultsOf(lines[3], 'suppressedLines')).toEqual([]);
});

it('describes every line, whatever is passed', () => {
  const { logger, raw } = record({ level: 'trace' });
  const names = fc.oneof(fc.constantFrom(...Object.keys(schema['properties'] as object)), fc.string());
  const small = fc.anything({ maxDepth: 1, maxKeys: 3 });
  const error = fc.record({ message: fc.string(), cause: small, own: fc.dictionary(names, small, { maxKeys: 3 }) });
  const errors = error.map(({ message, cause, own }) => Object.assign(new Error(message, { cause }), own));
  const value = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, maxDepth: 1, maxKeys: 3 }),
    errors,
  );
  const level = fc.constantFrom('trace', 'debug', 'info', 'warn', 'error', 'fatal');
  const fields = fc.dictionary(names, value, { maxKeys: 5 });
  fc.assert(
    fc.property(level, fields, fields, fc.string(), fc.boolean(), (name, bound, own, message, isJob) => {
      const log = (): void => logger.child(bound)[name](own, message);
      if (isJob) runJob('nightly', log);
      else runInContext(context, log);
    }),
    { numRuns: 3_000 },
  );
  expect(raw).toHaveLength(3_000);
  expect(raw.flatMap((line) => faultsOf(JSON.parse(line)))).toEqual([]);
});

it('describes every error, under any name', () => {
  const { logger, lines } = record();
  const parts = [new TypeError('one'), 'two'];
  const errors = [
    new Error('x', { cause: 1 }),
    Object.assign(new RangeError(''), { code: 5 }),
    new AggregateError(parts, 'all', { cause: new Error('deep') }),
    new DOMException('aborted', 'AbortError'),
  ];
  for (const error of errors) logger.error({ err: error, failure: error, nested: { reason: error } }, 'failed');
  const written = lines().flatMap(({ err, failure, nested }) => [err, failure, (nested as { reason: unknown }).reason]);
  expect(written.map((one) => faultsOf(one, 'error'))).toEqual(Array.from({ length: 12 }, () => []));
});

it('wants the type of an error, under that name', () => {
  expect(faultsOf({ name: 'Error', message: 'x' }, 'error')).toEqual([' required']);
  expect(faultsOf({ type: 'Error', message: 'x' }, 'error')).toEqual([]);
});

it.each([
  [{}, ' required'],
  [{ level: 30, time: '2026-01-02T03:04:05Z', service: 's', msg: '' }, '/level enum'],
  [{ level: 'info', time: 1, service: 's', msg: '' }, '/time type'],
  [{ level: 'info', time: '2026-01-02T03:04:05+01:00', service: 's', msg: '' }, '/time pattern'],
  [{ level: 'info', time: '2026-01-02T03:04:05Z', service: 's', msg: '', trace_id: 'x' }, '/trace_id pattern'],
  [{ level: 'info', time: '2026-01-02T03:04:05Z', service: 's', msg: '', fields: 1 }, '/fields type'],
])('refuses %o', (line, fault) => {
  expect(faultsOf(line)).toContain(fault);
});
