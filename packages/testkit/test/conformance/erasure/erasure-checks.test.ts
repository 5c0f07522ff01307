import {
  type Adapter,
  type AdapterSpec,
  defineAdapter,
  type EgressDeclaration,
  type ErasureOutcome,
} from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { erasureChecks, erasureConformance, type ErasureSubject, recordHttp } from '../../../src/index.ts';
import { type FakeOptions, honest } from '../fake-adapter.ts';

interface Client {
  readonly url: string;
}

type Spec = AdapterSpec<FakeOptions, Client>;

const egress = (erasure: EgressDeclaration['erasure']): EgressDeclaration => ({
  party: 'third-party',
  endpoints: [],
  headers: [],
  sdkAdds: [],
  envelope: [],
  payloadAs: '{field}',
  retention: 'vendor',
  erasure,
});

async function ask(url: string, ids: readonly string[]): Promise<ErasureOutcome> {
  const answer = await fetch(`${url}/erase`, { method: 'POST', body: JSON.stringify(ids) }).catch(() => undefined);
  const failed = new Error(`fake: answered ${answer?.status ?? 'nothing'}`);
  if (answer === undefined || answer.status === 429 || answer.status >= 500) return { kind: 'retry', error: failed };
  if (answer.status >= 400) return { kind: 'failed', error: failed };
  const { removed } = (await answer.json()) as { removed: number };
  return removed === 0 ? { kind: 'nothing_found' } : { kind: 'erased', removed };
}

const forgetful: Spec = {
  ...honest,
  egress: () => egress('supported'),
  erase: ({ url }, { anonymousUserIds }) => ask(url, anonymousUserIds),
};

type Factory = (options: FakeOptions) => Adapter;

const spec = (change: Partial<Spec>): Factory => defineAdapter({ ...forgetful, ...change });

interface Stored {
  readonly eventId: string;
  readonly anonymousUserId: string;
}

const subjectOf = (factory: Factory) => async (): Promise<ErasureSubject> => {
  const server = await recordHttp();
  let stored: readonly Stored[] = [];
  server.answer(({ path, body }) => {
    if (path !== '/erase') {
      stored = [...stored, ...(JSON.parse(body) as Stored[])];
      return 200;
    }
    const ids = new Set(JSON.parse(body) as string[]);
    const left = stored.filter(({ anonymousUserId }) => !ids.has(anonymousUserId));
    const removed = stored.length - left.length;
    stored = left;
    return { status: 200, body: JSON.stringify({ removed }) };
  });
  return {
    create: (options) => factory({ ...options, url: server.url }),
    countOf: (id) => stored.filter(({ anonymousUserId }) => anonymousUserId === id).length,
    fail: (how) => server.fail(how),
    stop: () => server.close(),
  };
};

erasureConformance('one that forgets', { erasure: 'supported' }, subjectOf(spec({})));
erasureConformance(
  'one that cannot',
  { erasure: 'not-possible' },
  subjectOf(defineAdapter({ ...honest, egress: () => egress('not-possible') })),
);
erasureConformance(
  'one that keeps nobody',
  { erasure: 'none-kept' },
  subjectOf(defineAdapter({ ...honest, egress: () => egress('none-kept') })),
);

const [forgets, nobody, stranger, again, later, quiet, declares, closed, empty] = erasureChecks.map(({ name }) => name);

/** An adapter past what core guards. */
const around =
  (change: (inner: Adapter, options: FakeOptions) => Partial<Adapter>): Factory =>
  (options) => {
    const inner = spec({})(options);
    return { ...inner, ...change(inner, options) };
  };

const changed = (change: (outcome: ErasureOutcome, ids: readonly string[]) => ErasureOutcome): Factory =>
  spec({ erase: async ({ url }, { anonymousUserIds: ids }) => change(await ask(url, ids), ids) });

const mutants: readonly [string, Factory, readonly (string | undefined)[]][] = [
  [
    'claims to have erased and does not',
    spec({ erase: async () => ({ kind: 'erased' }) }),
    [forgets, nobody, stranger, again, later, quiet],
  ],
  [
    'erases the first person alone',
    spec({ erase: ({ url }, { anonymousUserIds: ids }) => ask(url, ids.slice(0, 1)) }),
    [forgets],
  ],
  [
    'erases one person too many',
    spec({ erase: ({ url }, { anonymousUserIds: ids }) => ask(url, [...ids, 'c'.repeat(32)]) }),
    [forgets, stranger, again],
  ],
  [
    'takes nobody for a person',
    around((inner, { url }) => ({ erase: ({ anonymousUserIds: ids }) => ask(url, ids) })),
    [nobody, closed, empty],
  ],
  [
    'claims success for a stranger',
    changed((outcome) => (outcome.kind === 'nothing_found' ? { kind: 'erased' } : outcome)),
    [stranger],
  ],
  [
    'fails when there is nobody left to erase',
    changed((outcome) =>
      outcome.kind === 'nothing_found' ? { kind: 'failed', error: new Error('fake: none') } : outcome,
    ),
    [stranger, again],
  ],
  [
    'gives up when the destination is busy',
    changed((outcome) => (outcome.kind === 'retry' ? { ...outcome, kind: 'failed' } : outcome)),
    [later],
  ],
  [
    'names the person in its error',
    changed((outcome, ids) => {
      if ('error' in outcome) Object.assign(outcome.error, { request: ids });
      return outcome;
    }),
    [quiet],
  ],
  ['declares that it cannot, and does', spec({ egress: () => egress('not-possible') }), [declares]],
  ['declares nothing', defineAdapter({ ...forgetful, egress: () => undefined as never }), [declares]],
  [
    'erases after it was closed',
    around((inner, { url }) => ({
      erase: (request) =>
        request.anonymousUserIds.join('') === ''
          ? inner.erase(request)
          : ask(url, request.anonymousUserIds.filter(Boolean)),
    })),
    [closed],
  ],
  [
    'takes an empty order for done',
    around((inner) => ({
      erase: (request) =>
        request.anonymousUserIds.join('') === '' ? Promise.resolve({ kind: 'erased' }) : inner.erase(request),
    })),
    [empty],
  ],
];

describe('each planted bug turns exactly its checks red', () => {
  it.each(mutants)('%s', async (_bug, factory, expected) => {
    const red: string[] = [];
    for (const check of erasureChecks) {
      const subject = await subjectOf(factory)();
      await check.run(subject, {}).catch(() => red.push(check.name));
      await subject.stop();
    }
    expect(red).toEqual(expected);
  });

  it('has no check without a mutant', () => {
    const covered = new Set(mutants.flatMap(([, , red]) => red));
    expect(erasureChecks.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
