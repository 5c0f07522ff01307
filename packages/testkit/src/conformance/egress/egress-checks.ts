import assert from 'node:assert/strict';
import type { Adapter, Allowlist, DeferredAdapter, EgressDeclaration, OutboundEvent } from '@plumbline/core';
import { makeBatch, makeEvent } from '../../make-event.ts';
import type { SubjectOptions } from '../adapter-subject.ts';
import { declaredFacts, factsOf, type WireRequest } from './facts.ts';

/** One adapter on its real client, with a destination of its own on this machine that takes everything. */
export interface EgressSubject {
  create(options: SubjectOptions): Adapter;
  /**
   * Every request so far, unpacked. A protocol that writes the names of fields as values, as OTLP does with attributes, or
   * that is not HTTP, hands over what it decoded: names as keys.
   */
  requests(): readonly WireRequest[] | Promise<readonly WireRequest[]>;
  stop(): Promise<void>;
}

/** What the suite has to know of an adapter and its catalog. */
export interface EgressTraits {
  readonly allow: Allowlist;
  /** Any valid event of the catalog, another one for each index, its optional fields there and not there. */
  readonly sample: (index: number) => Pick<OutboundEvent, 'name' | 'payload'>;
  /** Path of one event in the body, such as `batch[]`; `[]` for lines of JSON, empty where the body is the event. */
  readonly eventAt: string;
  /** How many events are sent. @default 1000 */
  readonly events?: number;
  /** Declared facts that the run cannot show, with the reason, which is printed: `header retry-count`. */
  readonly unseen?: Readonly<Record<string, string>>;
  /** What `fromEnv()` returns, where a variable switches the adapter on. */
  readonly deferred?: DeferredAdapter;
}

/** One rule of what an adapter declares, as a plain function that throws where it is broken. */
export interface EgressCheck {
  readonly name: string;
  run(subject: EgressSubject, traits: EgressTraits): Promise<void>;
}

const BATCH = 50;

/** A run takes long under load; the deadline is not what is looked at. */
const SEND_TIMEOUT_MS = 30_000;

const SLOTS = ['eventId', 'sessionId', 'anonymousUserId', 'orgIdHash', 'routePattern', 'schemaVersion'] as const;

/** Values that no other event has, so that finding one says where it comes from. */
const marked = (index: number): Partial<OutboundEvent> => ({
  sessionId: `session-of-${index}-run`,
  anonymousUserId: `${'a'.repeat(20)}${String(index).padStart(12, '0')}`,
  orgIdHash: `${'b'.repeat(20)}${String(index).padStart(12, '0')}`,
  routePattern: `/marked/:id/${index}/end`,
  schemaVersion: `v-${index}-marked`,
});

interface Run {
  readonly adapter: Adapter;
  readonly egress: EgressDeclaration;
  readonly events: readonly OutboundEvent[];
  readonly requests: readonly WireRequest[];
}

const create = (subject: EgressSubject, { allow }: EgressTraits): Adapter =>
  subject.create({ allow, sendTimeoutMs: SEND_TIMEOUT_MS });

function declarationOf(adapter: Adapter): EgressDeclaration {
  assert.ok(adapter.egress !== undefined, 'it declares nothing of what leaves');
  return adapter.egress;
}

/** Sends samples of the whole catalog, and asks to forget one person where that is declared. */
async function runAll(subject: EgressSubject, traits: EgressTraits): Promise<Run> {
  const adapter = create(subject, traits);
  const egress = declarationOf(adapter);
  const size = Math.min(BATCH, adapter.capabilities.maxBatch);
  const total = traits.events ?? 1000;
  const events = Array.from({ length: total }, (_, index) => makeEvent({ ...marked(index), ...traits.sample(index) }));
  try {
    for (let at = 0; at < events.length; at += size) {
      const outcome = await adapter.send(makeBatch(events.slice(at, at + size)));
      assert.equal(outcome.kind, 'delivered', `a valid batch: answered ${outcome.kind}`);
    }
    const [person] = events;
    if (egress.erasure === 'supported' && person !== undefined) {
      await adapter.erase({ id: 'egress', anonymousUserIds: [person.anonymousUserId], requestedAt: Date.now() });
    }
    return { adapter, egress, events, requests: await subject.requests() };
  } finally {
    await adapter.close();
  }
}

const capturedIn = (events: readonly OutboundEvent[]): ReadonlySet<string> =>
  new Set(events.flatMap(({ payload }) => Object.keys(payload)));

/** Without the value of a header, which may be secret. */
const words = (fact: string): string => (fact.startsWith('header ') ? fact.replace(/=.*$/s, '') : fact);

const complete: EgressCheck = {
  name: 'sends nothing that it does not declare',
  async run(subject, traits) {
    const { egress, events, requests } = await runAll(subject, traits);
    assert.ok(requests.length > 0, 'nothing reached the destination');
    const declared = declaredFacts(egress, traits.allow, { eventAt: traits.eventAt, captured: capturedIn(events) });
    const seen = new Set(requests.flatMap((request) => factsOf(request)));
    const undeclared = [...seen].filter((fact) => !declared.some((each) => each.covers(fact)));
    assert.deepEqual([...new Set(undeclared.map((fact) => words(fact)))].toSorted(), [], 'left without a declaration');
  },
};

const honest: EgressCheck = {
  name: 'declares nothing that it does not send',
  async run(subject, traits) {
    const { egress, events, requests } = await runAll(subject, traits);
    const declared = declaredFacts(egress, traits.allow, { eventAt: traits.eventAt, captured: capturedIn(events) });
    const seen = [...new Set(requests.flatMap((request) => factsOf(request)))];
    const { unseen = {} } = traits;
    const missing = declared.filter(
      (each) => !seen.some((fact) => each.covers(fact)) && unseen[each.words] === undefined,
    );
    assert.deepEqual(
      missing.map((each) => each.words),
      [],
      'declared, and never seen',
    );
    const needless = Object.keys(unseen).filter((fact) =>
      declared.some((each) => each.words === fact && seen.some((one) => each.covers(one))),
    );
    assert.deepEqual(needless, [], 'said to be unseen, and seen');
  },
};

const transforms: EgressCheck = {
  name: 'sends each slot of the envelope in the form that it declares, and no other slot',
  async run(subject, traits) {
    const { egress, events, requests } = await runAll(subject, traits);
    const text = requests.map(({ path, headers, body }) => `${path} ${JSON.stringify(headers)} ${body}`).join('\n');
    const listed = events.filter(({ name }) => traits.allow === 'catalog' || Object.hasOwn(traits.allow, name));
    for (const slot of SLOTS) {
      const declared = egress.envelope.filter((each) => each.slot === slot);
      const plain = declared.some(({ transform }) => transform === 'identity');
      const arrived = listed.filter((event) => text.includes(JSON.stringify(event[slot]).slice(1, -1)));
      if (plain) assert.ok(arrived.length > 0, `${slot} is declared as it is, and never arrived so`);
      else assert.equal(arrived.length, 0, `${slot} left as it is, which is not declared`);
    }
    const unlisted = events.filter((event) => !listed.includes(event) && text.includes(event.eventId));
    assert.equal(unlisted.length, 0, 'an event that is not listed left');
  },
};

const addresses: EgressCheck = {
  name: 'declares the addresses that it names, and literal ones for a third party',
  async run(subject, traits) {
    const adapter = create(subject, traits);
    const { endpoints, party } = declarationOf(adapter);
    const literal = endpoints.map(({ at }) => at).filter((at) => !at.startsWith('env:'));
    if (party === 'third-party')
      assert.equal(literal.length, endpoints.length, 'a variable gives the address of a third party');
    for (const at of literal) {
      const origin = URL.canParse(at) ? new URL(at).origin : undefined;
      assert.equal(at, origin === 'null' ? at.replace(/\/+$/, '') : origin, 'an address is not an origin');
      assert.ok(
        adapter.destinations.some((each) => each.replace(/\/$/, '') === at),
        'an address is no destination that it names',
      );
    }
    await adapter.close();
  },
};

const constant: EgressCheck = {
  name: 'declares the same before the environment switches it on',
  async run(subject, traits) {
    const adapter = create(subject, traits);
    const egress = declarationOf(adapter);
    await adapter.close();
    if (traits.deferred === undefined) return;
    const { egress: before } = traits.deferred;
    assert.ok(before !== undefined, 'it declares nothing until the environment switches it on');
    // The address may be that of a variable before; the rest may not differ.
    const rest = ({ endpoints, ...others }: EgressDeclaration): unknown => ({
      ...others,
      endpoints: endpoints.map(({ method, path }) => ({ method, path })),
    });
    assert.deepEqual(rest(before), rest(egress));
  },
};

/** Every rule that what an adapter declares has to keep on the wire. */
export const egressChecks: readonly EgressCheck[] = [complete, honest, transforms, addresses, constant];
