import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { OutboundEvent, SendOutcome } from '@plumbline/core';
import { type CanarySet, canaries } from '../canaries/canary-set.ts';
import { makeBatch, makeEvent } from '../make-event.ts';
import type { AdapterCheck, AdapterSubject, AdapterTraits, EnvelopeSlot } from './adapter-subject.ts';
import { makeSealed, withAdapter } from './adapter-steps.ts';

/** Which canary is planted in which slot of the envelope. */
const IN_SLOT: Readonly<Record<EnvelopeSlot, string>> = {
  schemaVersion: 'npm_token',
  sessionId: 'session_cookie',
  anonymousUserId: 'internal_user_id',
  orgIdHash: 'hex_secret',
  routePattern: 'google_api_key',
};

const isSlot = (key: string): key is EnvelopeSlot => Object.hasOwn(IN_SLOT, key);

const slots = Object.keys(IN_SLOT).filter((key) => isSlot(key));

/** Properties that no envelope has, such as a careless caller adds. */
const strayProperties = (set: CanarySet): Record<string, unknown> => ({
  email: set.value('email'),
  url: set.value('url_query'),
  userAgent: set.value('free_text'),
  user: { name: set.value('full_name'), phone: set.value('phone') },
});

function plantedEvent(set: CanarySet, traits: AdapterTraits): OutboundEvent {
  const envelope = Object.fromEntries(slots.map((slot) => [slot, set.value(IN_SLOT[slot])]));
  const event = makeEvent({
    ...traits.event,
    ...envelope,
    payload: {
      feature: 'listed-value',
      password: set.value('password'),
      [set.value('bearer')]: 'a secret as a name',
      list: [set.value('iban'), set.value('card_number')],
    },
  });
  return Object.assign(event, strayProperties(set));
}

async function textReceived(subject: AdapterSubject): Promise<string> {
  return (await subject.received()).join('\n');
}

const listedFields: AdapterCheck = {
  name: 'sends the listed fields and nothing else of an event',
  run: (subject, traits) =>
    withAdapter(subject, async (adapter) => {
      const set = canaries();
      await adapter.send(makeBatch([plantedEvent(set, traits)]));
      const text = await textReceived(subject);
      assert.ok(text.includes('listed-value'), 'the listed field did not arrive');
      const allowed = new Set(traits.envelope.map((slot) => IN_SLOT[slot]));
      const leaked = set.findIn(text).filter(({ canary }) => !allowed.has(canary));
      assert.deepEqual(leaked, [], 'a canary left that no allowlist and no envelope names');
      const arrived = new Set(set.findIn(text).map(({ canary }) => canary));
      const missing = traits.envelope.filter((slot) => !arrived.has(IN_SLOT[slot]));
      assert.deepEqual(missing, [], 'a slot of the envelope that it declares did not arrive');
    }),
};

const unlistedEvents: AdapterCheck = {
  name: 'sends nothing of an event that is not listed',
  run: (subject, traits) =>
    withAdapter(subject, async (adapter) => {
      const unlisted = makeEvent({ ...traits.event, name: 'role_changed', payload: { feature: 'unlisted-value' } });
      const alone = await adapter.send(makeBatch([unlisted]));
      assert.equal(alone.kind, 'delivered', 'what it never sends must not be sent again');
      const listed = makeSealed(1, traits);
      await adapter.send(makeBatch([...listed.events, unlisted]));
      const text = await textReceived(subject);
      assert.ok(!text.includes('unlisted-value'), 'a field of an unlisted event left');
      assert.ok(!text.includes('role_changed'), 'the name of an unlisted event left');
      assert.ok(!text.includes(unlisted.eventId), 'the ID of an unlisted event left');
    }),
};

/** Everything a log could print of an outcome: message, stack, cause, and the properties a client hangs on its errors. */
const printed = (outcome: SendOutcome): string =>
  'error' in outcome ? inspect(outcome.error, { depth: 8, showHidden: true }) : '';

const quietErrors: AdapterCheck = {
  name: 'keeps the content of events out of its errors',
  run: (subject, traits) =>
    withAdapter(subject, async (adapter) => {
      const set = canaries();
      const event = makeEvent({ ...traits.event, payload: { feature: set.value('free_text') } });
      for (const how of ['busy', 'refuse', 'cut'] as const) {
        subject.fail(how);
        const outcome = await adapter.send(makeBatch([event]));
        assert.notEqual(outcome.kind, 'delivered', `${how}: answered delivered`);
        assert.deepEqual(set.findIn(printed(outcome)), [], `${how}: the error repeats the event`);
      }
      subject.fail('none');
    }),
};

/** What may be seen outside the process. */
export const disclosureChecks: readonly AdapterCheck[] = [listedFields, unlistedEvents, quietErrors];
