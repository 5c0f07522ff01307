import { createRequestContext, runInContext } from '@plumbline/core/context';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RESERVED } from '../src/record.ts';
import { namesOnce } from './read-json.ts';
import { record } from './recorder.ts';

const request = createRequestContext({
  kind: 'request',
  requestId: 'req-1',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  routePattern: '/orders/:id',
  feature: 'f',
  surface: 's',
  actor: { id: 'u', type: 'user', role: 'admin', hash: 'h', orgHash: '' },
});

const names = fc.oneof(
  fc.constantFrom(...RESERVED, '0', '1', '-1', '4294967295', 'constructor', 'value', 'name', 'a', 'proto', ''),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const strings = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '\u2028', '\ud800', '\u0000', '"},{"'));
const values = fc.anything({ key: names, values: [strings, fc.double(), fc.boolean()], maxDepth: 2, maxKeys: 4 });
const fields = fc.dictionary(names, values, { maxKeys: 8, noNullPrototype: false });

it('writes one valid line with each name once, and what is the logger’s stays its own', () => {
  const { logger, raw } = record();
  fc.assert(
    fc.property(fields, fields, fields, strings, fc.boolean(), (outer, inner, own, message, inRequest) => {
      const log = (): void => logger.child(outer).child(inner).warn(own, message);
      if (inRequest) runInContext(request, log);
      else log();
      const line = raw.at(-1) ?? '';
      expect(line.indexOf('\n')).toBe(line.length - 1);
      namesOnce(line);
      const { level, service, msg, request_id, trace_id, actor_id } = JSON.parse(line) as Record<string, unknown>;
      expect([level, service, typeof msg]).toEqual(['warn', 'approvals', 'string']);
      expect([request_id, trace_id, actor_id]).toEqual(
        inRequest ? ['req-1', request.traceId, 'h'] : [undefined, undefined, undefined],
      );
    }),
    { numRuns: 3_000 },
  );
  expect(raw).toHaveLength(3_000);
});

it('finds a name that stands twice', () => {
  expect(() => namesOnce('{"a":[{"b":1,"\\u0062":2}]}')).toThrow(/"b" stands twice/);
  expect(() => namesOnce('{"a":{"a":[{"a":"\\"a\\":"}]}}')).not.toThrow();
});

it('keeps later fields over earlier ones, and reserved names in `fields`', () => {
  const { logger, lines } = record();
  const sparse = JSON.parse('{"1":"a","0":"b","__proto__":{"x":1},"level":"mine"}') as Record<string, unknown>;
  logger.child({ 1: 'under', only: 1 }).info(sparse, 'x');
  expect(lines()[0]).toMatchObject({ 0: 'b', 1: 'a', only: 1, level: 'info', fields: { level: 'mine' } });
  expect(JSON.stringify(lines()[0]?.['fields'])).toContain('"x":1');
});

it('never throws, whatever a call is made of', () => {
  const { logger, raw, sums } = record();
  const hostile = fc.constantFrom<unknown>(
    new Proxy(
      {},
      {
        get() {
          throw new Error('no');
        },
        ownKeys() {
          throw new Error('no');
        },
      },
    ),
    new Proxy(new Error('x'), {
      getPrototypeOf() {
        throw new Error('no');
      },
    }),
    Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('no');
      },
    }),
    {
      get err(): unknown {
        throw new Error('no');
      },
    },
    Object.assign(() => undefined, { a: 1 }),
  );
  const argument = fc.oneof(fc.anything({ withBigInt: true, withNullPrototype: true, maxDepth: 2 }), hostile);
  const call = logger.error as (...args: unknown[]) => void;
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 4 }), (args) => {
      const before = raw.length;
      call(...args);
      expect(raw).toHaveLength(before + 1);
      namesOnce(raw.at(-1) ?? '');
    }),
    { numRuns: 3_000 },
  );
  expect(sums['plumbline.log.failures']).toBeGreaterThan(0);
});
