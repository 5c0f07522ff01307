import { createRequestContext, newTraceId, runInContext } from '@plumbline/core/context';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logRequest } from '../src/index.ts';
import { isSampled } from '../src/sampling.ts';
import { record } from './recorder.ts';

const requestOf = (traceId: string) =>
  createRequestContext({ kind: 'request', requestId: traceId, traceId, spanId: '00f067aa0ba902b7' });

/** The last 14 digits decide; the first one after them is the largest. */
const traceOf = (last14: string): string => `4bf92f3577b34da6a3${last14}`;

describe('isSampled', () => {
  it.each([
    ['00000000000000', 0.1, false],
    ['ffffffffffffff', 0.1, true],
    ['7fffffffffffff', 0.5, false],
    ['80000000000000', 0.5, true],
    ['e6666666666650', 0.1, false],
    ['e6666666666670', 0.1, true],
    ['00000000000000', 1, true],
    ['ffffffffffffff', 0, false],
  ])('compares the random digits %s with the share %s', (digits, share, is) => {
    expect(isSampled(traceOf(digits), share)).toBe(is);
  });

  it('keeps the share it was asked for, whatever stands before the random digits', () => {
    const ids = Array.from({ length: 20_000 }, () => newTraceId());
    for (const share of [0.01, 0.1, 0.5, 0.9]) {
      const kept = ids.filter((id) => isSampled(id, share)).length / ids.length;
      // Five standard deviations.
      expect(Math.abs(kept - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / ids.length));
    }
  });

  it('keeps under a larger share what a smaller one keeps, and whatever is no trace ID', () => {
    const ids = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((id) => id.toString(16).padStart(32, '0'));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(ids, share, share, (id, a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        return !isSampled(id, small) || isSampled(id, large);
      }),
    );
    expect(['', 'not hexadecimal'].map((id) => isSampled(id, 0.5))).toEqual([true, true]);
  });
});

describe('sampling', () => {
  const out = requestOf(traceOf('00000000000000'));
  const kept = requestOf(traceOf('ffffffffffffff'));

  it('writes all lines of a level of one trace or none, and counts by level', () => {
    const { logger, lines, sums } = record({ level: 'trace', sampling: { debug: 0.1, info: 0.5 } });
    for (const request of [out, kept])
      runInContext(request, () => {
        for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level](level);
        logger.child({ a: 1 }).debug('again');
      });
    const of = ({ traceId }: { traceId: string }): unknown[] =>
      lines().flatMap(({ trace_id, msg }) => (trace_id === traceId ? [msg] : []));
    expect(of(out)).toEqual(['trace', 'warn', 'error', 'fatal']);
    expect(of(kept)).toEqual(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'again']);
    expect(sums).toMatchObject({
      'plumbline.log.suppressed sampled debug': 2,
      'plumbline.log.suppressed sampled info': 1,
    });
  });

  it('leaves out warnings and errors where it is asked to, and then only those', () => {
    const { logger, lines } = record({ sampling: { error: 0 } });
    runInContext(out, () => {
      logger.error('no');
      logger.info('a');
    });
    expect(lines().map(({ msg }) => msg)).toEqual(['a']);
  });

  it('keeps lines outside of a trace, summaries of requests, witnesses of audit records, and what is named', () => {
    const { logger, lines } = record({ sampling: { info: 0 }, keep: ['order paid'] });
    logger.info('started');
    runInContext(out, () => {
      logger.info('no');
      logger.info({ audit_id: 'a', audit_leaf: 'b' }, 'audit');
      logger.info({ order_id: 'o' }, 'order paid');
    });
    logRequest(logger, { context: out, method: 'GET', status: 200, durationMs: 1, outcome: 'ok' });
    expect(lines().map(({ msg }) => msg)).toEqual(['started', 'audit', 'order paid', 'request']);
  });

  it('keeps a line whose context cannot be read', () => {
    const { logger, lines } = record({
      sampling: { info: 0 },
      context: () => {
        throw new Error('no');
      },
    });
    logger.info('kept');
    expect(lines()).toMatchObject([{ msg: 'kept' }]);
  });
});
