import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { OutboundEvent, SendOutcome } from '@plumbline/core';
import { type CanarySet, canaries } from '../canaries/canary-set.ts';
import { watchEgress } from '../egress/watch-egress.ts';
import { makeBatch, makeEvent } from '../make-event.ts';
import type { AdapterCheck, AdapterSubject, AdapterTraits, EnvelopeSlot } from './adapter-subject.ts';
import { makeSealed, withAdapter } from './adapter-steps.ts';
import { watchOutput } from './watch-output.ts';

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

/** Faults that end in an outcome with an error. */
const failing = [
  'down',
  'busy',
  'error',
  'throttled',
  'too_large',
  'refuse',
  'cut',
  'lost_reply',
  'half_close',
] as const;

/** Sends one event that holds a canary under every fault that applies. */
async function failEach(
  subject: AdapterSubject,
  traits: AdapterTraits,
  look: (set: CanarySet, outcome: SendOutcome, how: string) => void,
): Promise<void> {
  await withAdapter(subject, async (adapter) => {
    await adapter.open();
    const set = canaries();
    for (const how of failing.filter((fault) => traits.skips?.[fault] === undefined)) {
      const event = makeEvent({ ...traits.event, payload: { feature: set.value('free_text') } });
      await subject.fail(how);
      look(set, await adapter.send(makeBatch([event])), how);
    }
    await subject.fail('none');
  });
}

const quietErrors: AdapterCheck = {
  name: 'keeps the content of events out of its errors',
  run: (subject, traits) =>
    failEach(subject, traits, (set, outcome, how) => {
      assert.notEqual(outcome.kind, 'delivered', `${how}: answered delivered`);
      assert.deepEqual(set.findIn(printed(outcome)), [], `${how}: the error repeats the event`);
    }),
};

const quietConsole: AdapterCheck = {
  name: 'prints nothing of an event while it fails',
  async run(subject, traits) {
    using output = watchOutput();
    await failEach(subject, traits, () => undefined);
    assert.deepEqual(canaries().findIn(output.text()), [], 'something of an event was printed');
  },
};

const hostOf = (destination: string): string => new URL(destination).host.replace(/^localhost(?=:)/, '127.0.0.1');

const noOtherPlace: AdapterCheck = {
  name: 'connects to the destinations that it names and to nothing else',
  run: (subject, traits) =>
    withAdapter(subject, async (adapter) => {
      using watch = watchEgress();
      await adapter.send(makeSealed(2, traits));
      assert.deepEqual(watch.attempts, [], 'it tried to leave this machine');
      const named = new Set(adapter.destinations.filter((each) => each !== 'embedded').map((each) => hostOf(each)));
      // A path is a socket of this machine, which only data that stays here goes to.
      const embedded = adapter.destinations.includes('embedded');
      const strange = watch.connections.filter(
        (to) => !(to.startsWith('/') ? embedded : named.has(to.replace(/^localhost(?=:)/, '127.0.0.1'))),
      );
      assert.deepEqual(strange, [], 'it connected to a place that it does not name');
    }),
};

/** What may be seen outside the process. */
export const disclosureChecks: readonly AdapterCheck[] = [
  listedFields,
  unlistedEvents,
  quietErrors,
  quietConsole,
  noOtherPlace,
];
