import assert from 'node:assert/strict';
import { deliveryChecks } from './delivery-checks.ts';
import { disclosureChecks } from './disclosure-checks.ts';
import type { AdapterCheck } from './adapter-subject.ts';
import { expectCode, LISTED, makeSealed, withAdapter } from './adapter-steps.ts';
import { watchEgress } from '../egress/watch-egress.ts';

const absence: readonly AdapterCheck[] = [
  {
    name: 'opens no connection and sends nothing before it is opened',
    async run(subject) {
      using watch = watchEgress();
      const adapter = subject.create({ allow: LISTED, sendTimeoutMs: 2_000 });
      assert.deepEqual(watch.connections, [], 'making the adapter opened a connection');
      await adapter.close();
      assert.deepEqual(watch.connections, [], 'closing an adapter that was never opened opened a connection');
      assert.deepEqual(await subject.received(), [], 'something reached the destination');
    },
  },
  {
    name: 'stays off in an empty environment',
    async run(_subject, { deferred }) {
      if (deferred === undefined) return;
      using watch = watchEgress();
      assert.equal(deferred.fromEnvironment({}), undefined, 'an adapter came out of an empty environment');
      assert.ok(deferred.variables.length > 0, 'it names no variable that would switch it on');
      assert.deepEqual(watch.connections, [], 'asking it opened a connection');
    },
  },
  {
    name: 'cannot be made without an allowlist',
    async run(subject) {
      const none = undefined as never;
      expectCode('PLB_ADAPTER_ALLOWLIST', () => subject.create({ allow: none, sendTimeoutMs: 2_000 }));
      const { role } = subject.create({ allow: LISTED, sendTimeoutMs: 2_000 });
      if (role === 'source') return;
      expectCode('PLB_ADAPTER_ALLOWLIST', () => subject.create({ allow: 'catalog', sendTimeoutMs: 2_000 }));
    },
  },
  {
    name: 'names every destination, without credentials, path or query',
    async run(subject) {
      const { destinations } = subject.create({ allow: LISTED, sendTimeoutMs: 2_000 });
      assert.ok(destinations.length > 0, 'it names no destination');
      // `embedded` stands for data that stays on this machine.
      for (const destination of destinations.filter((each) => each !== 'embedded')) {
        assert.ok(URL.canParse(destination), 'a destination is not a URL');
        const { username, password, search, hash, protocol, pathname } = new URL(destination);
        assert.equal(username + password + search + hash, '', 'a destination carries credentials or a query');
        if (protocol.startsWith('http')) assert.match(pathname, /^\/?$/, 'a destination carries a path');
      }
    },
  },
];

const life: readonly AdapterCheck[] = [
  {
    name: 'closes once, however often it is asked',
    run: (subject, traits) =>
      withAdapter(subject, async (adapter) => {
        await adapter.send(makeSealed(1, traits));
        await Promise.all([adapter.close(), adapter.close()]);
        await adapter.close();
      }),
  },
  {
    name: 'refuses to open or send after it was closed',
    run: (subject, traits) =>
      withAdapter(subject, async (adapter) => {
        await adapter.open();
        await adapter.close();
        const before = (await subject.received()).length;
        const outcome = await adapter.send(makeSealed(1, traits));
        assert.notEqual(outcome.kind, 'delivered', 'it claims to have delivered after close');
        assert.equal((await subject.received()).length, before, 'it sent after close');
        const refused: unknown = await adapter.open().catch((error: unknown) => error);
        expectCode('PLB_LIFECYCLE_CLOSED', () => {
          throw refused;
        });
      }),
  },
];

/**
 * Every rule an adapter must keep, one function each: absent while off, only listed fields, each event once, an honest
 * outcome for every fault, one close.
 */
export const adapterChecks: readonly AdapterCheck[] = [...absence, ...disclosureChecks, ...deliveryChecks, ...life];
