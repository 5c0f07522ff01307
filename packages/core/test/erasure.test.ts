import { describe, expect, it } from 'vitest';
import {
  type AdapterOptions,
  type AdapterSpec,
  defineAdapter,
  delivered,
  type EgressDeclaration,
  type ErasureOutcome,
  type ErasureRequest,
  isPlumblineError,
} from '../src/index.ts';
import { runErasure } from '../src/erasure.ts';

const egress: EgressDeclaration = {
  party: 'third-party',
  endpoints: [{ at: 'http://127.0.0.1:1', method: 'POST', path: '/batch' }],
  headers: ['content-type=application/json'],
  sdkAdds: [],
  envelope: [{ slot: 'anonymousUserId', as: 'distinct_id', transform: 'sha256' }],
  payloadAs: 'properties.{field}',
  retention: 'vendor',
  erasure: 'supported',
};

type Spec = AdapterSpec<AdapterOptions, string>;

const adapterWith = (change: Partial<Spec>): ReturnType<ReturnType<typeof defineAdapter<AdapterOptions, string>>> =>
  defineAdapter<AdapterOptions, string>({
    kind: 'trial',
    role: 'mirror',
    capabilities: { maxBatch: 10, idempotent: true },
    destinations: () => ['http://127.0.0.1:1'],
    open: () => Promise.resolve('client'),
    send: () => Promise.resolve(delivered()),
    ...change,
  })({ allow: {}, sendTimeoutMs: 20 });

const request: ErasureRequest = { id: 'e', anonymousUserIds: ['a', '', 'b'], requestedAt: 1 };

const nothing = (): Promise<ErasureOutcome> => Promise.reject(new Error('must not be asked'));

describe('an egress declaration', () => {
  it('comes from the options alone, before anything is opened', () => {
    expect(adapterWith({ egress: () => egress }).egress).toBe(egress);
    expect(adapterWith({}).egress).toBeUndefined();
  });
});

describe('erase', () => {
  it('hands the client the people and nobody else', async () => {
    const asked: [string, ErasureRequest][] = [];
    const adapter = adapterWith({
      erase: (client, people) => {
        asked.push([client, people]);
        return Promise.resolve({ kind: 'erased', removed: 3 });
      },
    });
    expect(await adapter.erase(request)).toEqual({ kind: 'erased', removed: 3 });
    expect(asked).toEqual([['client', { id: 'e', anonymousUserIds: ['a', 'b'], requestedAt: 1 }]]);
  });

  it.each([[[]], [['', '']]])('never asks for everybody unknown: %j', async (anonymousUserIds) => {
    const outcome = await adapterWith({ erase: nothing }).erase({ ...request, anonymousUserIds });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'PLB_ERASURE' } });
  });

  it('claims nothing for a destination that cannot', async () => {
    expect(await adapterWith({}).erase(request)).toMatchObject({ kind: 'not_supported' });
    expect(await adapterWith({ egress: () => egress }).erase(request)).toMatchObject({ kind: 'not_supported' });
    const keepsNobody = adapterWith({ egress: () => ({ ...egress, erasure: 'none-kept' }) });
    expect(await keepsNobody.erase(request)).toEqual({ kind: 'nothing_found' });
  });

  it('turns a throw into retry, and the end of the adapter into failed', async () => {
    const adapter = adapterWith({ erase: () => Promise.reject(new Error('reset')) });
    expect(await adapter.erase(request)).toMatchObject({ kind: 'retry', error: { message: 'reset' } });
    await adapter.close();
    const closed = await adapter.erase(request);
    expect(closed.kind).toBe('failed');
    expect('error' in closed && isPlumblineError(closed.error) && closed.error.code).toBe('PLB_LIFECYCLE_CLOSED');
  });

  it('answers retry at its limit, and tells the client to stop', async () => {
    const stopped: boolean[] = [];
    const erase = (_client: string, _people: ErasureRequest, signal: AbortSignal): Promise<ErasureOutcome> => {
      signal.addEventListener('abort', () => stopped.push(true));
      return new Promise(() => undefined);
    };
    const open = (): Promise<string> => Promise.resolve('client');
    const outcome = await runErasure({ kind: 'trial', egress, open, erase, limitMs: 20 }, request);
    expect(outcome).toMatchObject({ kind: 'retry', error: { message: 'trial did not answer within 20 ms' } });
    expect(stopped).toEqual([true]);
  });
});

describe('the second step of an erasure', () => {
  it('is there where the destination has one, and answers with its client', async () => {
    expect('finishErasure' in adapterWith({})).toBe(false);
    const asked: string[] = [];
    const adapter = adapterWith({
      finishErasure: (client) => {
        asked.push(client);
        return Promise.resolve({ kind: 'erased' });
      },
    });
    expect(await adapter.finishErasure?.()).toEqual({ kind: 'erased' });
    expect(asked).toEqual(['client']);
  });

  it('never rejects, and is over after the close', async () => {
    const failing = adapterWith({ finishErasure: () => Promise.reject(new Error('busy')) });
    expect(await failing.finishErasure?.()).toMatchObject({ kind: 'retry', error: { message: 'busy' } });
    await failing.close();
    expect(await failing.finishErasure?.()).toMatchObject({ kind: 'failed', error: { code: 'PLB_LIFECYCLE_CLOSED' } });
  });
});
