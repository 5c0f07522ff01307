import { type AdapterOptions, defineAdapter, delivered, type EgressDeclaration } from '@plumbline/core';
import { createRequestContext, currentContext, runInContext } from '@plumbline/core/context';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { detachAdapter } from '../src/detached.ts';

const egress: EgressDeclaration = {
  party: 'third-party',
  endpoints: [],
  headers: [],
  sdkAdds: [],
  envelope: [],
  payloadAs: '{field}',
  retention: 'none',
  erasure: 'supported',
};

it('is the same adapter in everything but the request its work belongs to', async () => {
  const seen: unknown[] = [];
  const note = (step: string): void => void seen.push([step, currentContext()?.requestId]);
  const adapter = defineAdapter<AdapterOptions, string>({
    kind: 'trial',
    role: 'mirror',
    capabilities: { maxBatch: 10, idempotent: true },
    destinations: () => ['http://127.0.0.1:1'],
    egress: () => egress,
    open: () => Promise.resolve((note('open'), 'client')),
    send: () => Promise.resolve((note('send'), delivered())),
    erase: () => Promise.resolve((note('erase'), { kind: 'erased' as const, removed: 2 })),
    close: () => Promise.resolve(note('close')),
  })({ allow: { page_viewed: ['feature'] } });
  const detached = detachAdapter(adapter);
  // A member that is added to adapters later must not be lost on the way.
  expect(Reflect.ownKeys(detached).map(String).toSorted()).toEqual(Reflect.ownKeys(adapter).map(String).toSorted());
  const { kind, role, capabilities, destinations, allow } = adapter;
  expect(detached).toMatchObject({ kind, role, capabilities, destinations, allow, egress });
  const context = createRequestContext({ kind: 'request', requestId: 'r', traceId: 't', spanId: 's' });
  const answers = await runInContext(context, async () => {
    await detached.open();
    const sent = await detached.send(makeBatch([makeEvent()]));
    const erased = await detached.erase({ id: 'e', anonymousUserIds: ['a'], requestedAt: 1 });
    await detached.close();
    return [sent, erased];
  });
  expect(answers).toEqual([{ kind: 'delivered' }, { kind: 'erased', removed: 2 }]);
  expect(seen).toEqual(['open', 'send', 'erase', 'close'].map((step) => [step, undefined]));
});
