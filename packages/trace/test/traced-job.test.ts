import { setImmediate } from 'node:timers/promises';
import { currentContext, createRequestContext, runInContext } from '@plumbline/core/context';
import { describe, expect, it } from 'vitest';
import { currentTraceIds, runTracedJob } from '../src/index.ts';

describe('runTracedJob', () => {
  it('opens a scope of its own, without the identity of the request that started it', async () => {
    const request = createRequestContext({ kind: 'request', requestId: 'r', traceId: 't', spanId: 's' });
    request.actor = { id: 'u1', type: 'user', hash: 'h', orgHash: '' };
    const job = await runInContext(request, () =>
      runTracedJob('send-mail', async () => {
        await setImmediate();
        return { context: currentContext(), ids: currentTraceIds() };
      }),
    );
    expect(job.context).toMatchObject({ kind: 'job', routePattern: 'job:send-mail', actor: undefined });
    expect(job.context?.requestId).toMatch(/^[0-9a-f]{32}$/);
    expect(job.ids).toEqual({ traceId: job.context?.traceId, spanId: job.context?.spanId, sampled: false });
    expect(currentContext()).toBeUndefined();
  });

  it('says what to write where name or function is missing', () => {
    const run = runTracedJob as (...args: unknown[]) => unknown;
    expect(() => run(() => 7)).toThrow(
      "runJob: the name is missing; write the name first, then the function: `runJob('digest'",
    );
    expect(() => run('digest')).toThrow('PLB_OPTION_INVALID: runJob: the function is missing');
  });

  it('gives back what the work gives, and throws what it throws', async () => {
    expect(runTracedJob('sync', () => 7)).toBe(7);
    const error = new Error('from the work');
    const fail = (): never => {
      throw error;
    };
    expect(() => runTracedJob('sync', fail)).toThrow(error);
    await expect(runTracedJob('async', async () => fail())).rejects.toBe(error);
  });

  it('keeps concurrent jobs apart', async () => {
    const ids = await Promise.all(
      Array.from({ length: 100 }, () =>
        runTracedJob('many', async () => {
          const before = currentContext()?.traceId;
          await setImmediate();
          return [before, currentContext()?.traceId];
        }),
      ),
    );
    expect(new Set(ids.flat()).size).toBe(100);
    for (const [before, after] of ids) expect(after).toBe(before);
  });
});
