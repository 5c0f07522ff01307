import { createRequestContext, installTracing, type RequestContext, runInContext } from '@plumbline/core/context';
import { describe, expect, it } from 'vitest';
import { record } from './recorder.ts';

const hex = (n: number, length: number): string => n.toString(16).padStart(length, '0');
const make = (n: number, more: Partial<RequestContext> = {}): RequestContext =>
  createRequestContext({
    kind: 'request',
    requestId: `req-${n}-abcd`,
    traceId: hex(n, 32),
    spanId: hex(n, 16),
    ...more,
  });

describe('the context of a line', () => {
  it('is the one of now: what was set between two lines of a request stands in the second', () => {
    const { logger, lines } = record();
    const context = make(1);
    const say = (): void => runInContext(context, () => logger.info('x'));
    say();
    context.routePattern = '/a/:b';
    say();
    context.actor = { id: 'u', type: 'user', hash: 'h1', orgHash: '' };
    say();
    context.actor = { id: 'u', type: 'user', hash: 'h1', role: 'admin', orgHash: '' };
    say();
    context.feature = 'f';
    say();
    context.surface = 's';
    say();
    context.actor = undefined;
    say();
    const shown = lines().map((line) => Object.fromEntries(Object.entries(line).filter(([key]) => key !== 'time')));
    const base = { level: 'info', service: 'approvals', msg: 'x', request_id: 'req-1-abcd' };
    const ids = { trace_id: hex(1, 32), span_id: hex(1, 16) };
    const growing = [{}, { route_pattern: '/a/:b' }, { actor_id: 'h1' }, { actor_role: 'admin' }, { feature: 'f' }];
    const expected = growing.map((_, i) => Object.assign({}, base, ids, ...growing.slice(0, i + 1)) as object);
    const all = { ...expected.at(-1), surface: 's' };
    const { actor_id: _id, actor_role: _role, ...anonymous } = all as Record<string, unknown>;
    expect(shown).toEqual([...expected, all, anonymous]);
  });

  it('is never the one of another request, however many run at one time', () => {
    const { logger, lines } = record();
    const contexts = Array.from({ length: 500 }, (_, n) => make(n));
    for (const round of [1, 2])
      for (const context of contexts) runInContext(context, () => logger.info({ round }, 'x'));
    const expected = [1, 2].flatMap(() => contexts.map(({ requestId, spanId }) => [requestId, spanId]));
    expect(lines().map((line) => [line['request_id'], line['span_id']])).toEqual(expected);
  });

  it.each<[string, Partial<RequestContext>]>([
    ['request ID', { requestId: 'other-id-1' }],
    ['trace ID', { traceId: hex(9, 32) }],
  ])('is not the one of a copy with another %s', (_, change) => {
    const { logger, lines } = record();
    const context = make(1);
    const copy = { ...context, ...change };
    for (const each of [context, copy]) runInContext(each, () => logger.info('x'));
    expect(lines().map((line) => [line['request_id'], line['trace_id']])).toEqual(
      [context, copy].map(({ requestId, traceId }) => [requestId, traceId]),
    );
  });

  it('has the IDs of the span that runs, and those of the request again after it', () => {
    const { logger, lines } = record();
    let running: { traceId: string; spanId: string } | undefined;
    const uninstall = installTracing({ runJob: (_, fn) => fn(), innermostSpan: () => running });
    const context = make(1);
    const spans = [undefined, make(2), { ...make(3), traceId: hex(1, 32) }, undefined];
    for (running of spans) runInContext(context, () => logger.info('x'));
    uninstall();
    expect(lines().map((line) => [line['request_id'], line['trace_id'], line['span_id']])).toEqual(
      spans.map((span) => ['req-1-abcd', (span ?? context).traceId, (span ?? context).spanId]),
    );
  });

  it('is cleaned in every request: IDs and names that hold a secret stay behind, each time', () => {
    const { logger, raw, lines } = record();
    const key = ['sk', 'live', 'aB3dE5fG7hJ9kL2mN4pQ6r'].join('_');
    for (const n of [1, 2, 3]) {
      const context = make(n, { requestId: key, routePattern: '/of/jane@example.com', feature: key, surface: key });
      runInContext(context, () => {
        logger.info('a');
        logger.info('b');
      });
    }
    expect(raw.join('')).not.toMatch(/aB3dE5|jane@/);
    expect(new Set(lines().map((line) => line['request_id']))).toEqual(new Set(['[redacted:stripe-key]']));
  });
});

describe('the request ID of a line', () => {
  const CHANCE = 'Vq3Zt8KpXw2NcR7mYbL4sDf9HgJ6TkQe';
  const showOf = (requestId: string, options: Parameters<typeof record>[0] = {}): unknown => {
    const { logger, lines } = record(options);
    runInContext(make(1, { requestId }), () => logger.info(`at ${CHANCE}`));
    const [line] = lines();
    return { id: line?.['request_id'], said: line?.['msg'] };
  };

  it.each([
    ['with every rule', {}],
    ['with a stricter policy', { redact: { presets: ['strict'] } }],
    ['with one rule less', { redact: { remove: ['jwt'] } }],
  ] as const)('stands as it was taken over where it is a text of much chance, %s', (_what, options) => {
    expect(showOf(CHANCE, options)).toEqual({ id: CHANCE, said: 'at [redacted:high-entropy]' });
  });

  it.each([
    ['a policy that has no such rule', { redact: { presets: ['pii'] } }],
    ['a policy without it', { redact: { remove: ['high-entropy'] } }],
  ] as const)('stands as it was taken over with %s', (_what, options) => {
    expect(showOf(CHANCE, options)).toEqual({ id: CHANCE, said: `at ${CHANCE}` });
  });

  it('is hidden where it is something else that the policy knows', () => {
    expect(showOf('4111-1111-1111-1111')).toMatchObject({ id: '[redacted:card]' });
  });
});
