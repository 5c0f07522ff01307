import { describe, expect, it, vi } from 'vitest';
import {
  type ActorInput,
  createIdentify,
  createPseudonymizer,
  createRequestContext,
  currentContext,
  enterContext,
  hashFor,
  installTracing,
  runInContext,
  runJob,
  setRoute,
  setSurface,
  spanIdsOf,
  type TracingHooks,
} from '../src/context.ts';

const key = 'k'.repeat(32);
const request = (id: string) => createRequestContext({ kind: 'request', requestId: id, traceId: 't', spanId: 's' });

describe('the request context', () => {
  it('is there for what a request starts, and nowhere else', async () => {
    const seen = await Promise.all(
      ['a', 'b', 'c'].map((id) =>
        runInContext(request(id), async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return currentContext()?.requestId;
        }),
      ),
    );
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(currentContext()).toBeUndefined();
  });

  it('takes route, feature and surface', () => {
    const context = request('a');
    runInContext(context, () => {
      setRoute('/orgs/:id');
      setSurface('approvals', 'drawer');
      setSurface('content');
    });
    expect(context).toMatchObject({ routePattern: '/orgs/:id', feature: 'content', surface: 'drawer' });
  });

  it('ignores them outside of one', () => {
    expect(() => (setRoute('/x'), setSurface('x'))).not.toThrow();
  });

  it('gives a job a scope of its own', () => {
    runInContext(request('outer'), () => {
      const identify = createIdentify({ pseudonymizer: createPseudonymizer(key), strict: true });
      identify({ id: 'outer-user' });
      const inner = runJob('digest', () => currentContext());
      expect(inner).toMatchObject({ kind: 'job', routePattern: 'job:digest', actor: undefined });
      expect(inner?.requestId).toMatch(/^[0-9a-f]{32}$/);
      expect(currentContext()?.actor?.id).toBe('outer-user');
    });
  });

  it('is one store for all copies of this package', async () => {
    vi.resetModules();
    const copy = await import('../src/context.ts');
    expect(copy.currentContext).not.toBe(currentContext);
    runInContext(request('shared'), () => expect(copy.currentContext()?.requestId).toBe('shared'));
  });

  it('can be entered by a server binding for the rest of its execution', async () => {
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        enterContext(request('entered'));
        setImmediate(() => {
          expect(currentContext()?.requestId).toBe('entered');
          resolve();
        });
      });
    });
  });
});

describe('a tracing library', () => {
  const span = { traceId: 'a', spanId: 'b' };
  const hooks = (seen: string[]): TracingHooks => ({
    runJob: (name, fn) => {
      seen.push(name);
      return fn();
    },
    innermostSpan: ({ requestId }) => (requestId === 'in a span' ? span : undefined),
  });

  it('runs the jobs of this package and says which span is running, until it is taken back', () => {
    const seen: string[] = [];
    const uninstall = installTracing(hooks(seen));
    expect(runJob('digest', () => 7)).toBe(7);
    expect(seen).toEqual(['digest']);
    const [within, outside] = [request('in a span'), request('outside')];
    expect(spanIdsOf(within)).toBe(span);
    expect(spanIdsOf(outside)).toBe(outside);
    uninstall();
    expect(runJob('digest', () => currentContext()?.kind)).toBe('job');
    expect(seen).toEqual(['digest']);
    expect(spanIdsOf(within)).toBe(within);
  });

  it('that comes later is not taken back by one that came before', () => {
    const [first, second]: string[][] = [[], []];
    const uninstallFirst = installTracing(hooks(first ?? []));
    const uninstallSecond = installTracing(hooks(second ?? []));
    uninstallFirst();
    runJob('digest', () => undefined);
    expect([first, second]).toEqual([[], ['digest']]);
    uninstallSecond();
  });
});

describe('identify', () => {
  it('hashes account and organisation with the key', () => {
    const identify = createIdentify({ pseudonymizer: createPseudonymizer(key) });
    const context = request('a');
    runInContext(context, () => identify({ id: 'u1', orgId: 'o1', role: 'admin' }));
    expect(context.actor).toMatchObject({ id: 'u1', orgId: 'o1', role: 'admin', type: 'user' });
    expect(context.actor?.hash).toMatch(/^[0-9a-f]{32}$/);
    expect(context.actor?.orgHash).toMatch(/^[0-9a-f]{32}$/);
  });

  it('keeps the same account apart in two organisations, and kinds apart from each other', () => {
    const pseudonymizer = createPseudonymizer(key);
    const values = [
      pseudonymizer.user('1', 'a'),
      pseudonymizer.user('1', 'b'),
      pseudonymizer.user('1'),
      pseudonymizer.org('1'),
    ];
    expect(new Set(values).size).toBe(4);
    expect(createPseudonymizer('x'.repeat(32)).org('1')).not.toBe(pseudonymizer.org('1'));
  });

  it('remembers no hash for another, in whatever order they are asked for, and beyond what it remembers', () => {
    const pseudonymizer = createPseudonymizer(key);
    const pairs = ['a', 'b', ''].flatMap((org) => ['a', 'b', '1'].map((user) => [user, org] as const));
    const many = Array.from({ length: 10_050 }, (_, index) => [`u${index}`, `o${index % 7}`] as const);
    for (const [user, org] of [...pairs, ...pairs.toReversed(), ...many, ...pairs, ...pairs]) {
      const asked = [pseudonymizer.user(user, org), pseudonymizer.org(org)];
      const fresh = createPseudonymizer(key);
      if (asked[0] !== fresh.user(user, org) || asked[1] !== fresh.org(org)) throw new Error(`${user} of ${org}`);
    }
    expect(pseudonymizer.user('a')).toBe(pseudonymizer.user('a', ''));
  });

  it('refuses an address and an empty ID without repeating them', () => {
    const identify = createIdentify({ pseudonymizer: createPseudonymizer(key), strict: true });
    runInContext(request('a'), () => {
      expect(() => identify({ id: 'ada@example.org' })).toThrow(/PLB_IDENTITY_INVALID: .*got an e-mail address/);
      expect(() => identify({ id: '' })).toThrow(/got 0 characters/);
    });
  });

  it.each<[unknown, string]>([
    [undefined, 'got undefined; write `identify({ id })` where somebody is signed in'],
    [null, 'got null; write `identify({ id })` where somebody is signed in'],
    ['account-17', 'the argument must be an object, got string; write `identify({ id })`'],
    [{ userId: 'account-17' }, 'and there is none; write `identify({ id })`'],
    [{ id: 17 }, 'got number; write `String(id)`'],
  ])('says what to write in place of %j, and counts it where it is not strict', (actor, fault) => {
    const pseudonymizer = createPseudonymizer(key);
    const told: string[] = [];
    const lenient = createIdentify({ pseudonymizer, onMissing: (what) => void told.push(what) });
    runInContext(request('a'), () => {
      const strict = createIdentify({ pseudonymizer, strict: true });
      expect(() => strict(actor as ActorInput)).toThrow(fault);
      expect(() => strict(actor as ActorInput)).toThrow('PLB_IDENTITY_INVALID');
      lenient(actor as ActorInput);
      expect(currentContext()?.actor).toBeUndefined();
    });
    expect(told).toEqual([expect.stringContaining(fault)]);
  });

  it('throws outside a request when strict, else counts', () => {
    const pseudonymizer = createPseudonymizer(key);
    let missed = 0;
    expect(() => createIdentify({ pseudonymizer, strict: true })({ id: 'u' })).toThrow(/PLB_CONTEXT_MISSING/);
    createIdentify({ pseudonymizer, onMissing: () => (missed += 1) })({ id: 'u' });
    expect(missed).toBe(1);
  });

  it('wants a key of at least 32 characters', () => {
    expect(() => createPseudonymizer('short')).toThrow(/identity key: 5 characters/);
  });
});

describe('the hash for one kind of destination', () => {
  const pseudonymizer = createPseudonymizer(key);

  it('is the same each time and nobody else has it', () => {
    const hashes = ['posthog', 'kafka'].flatMap((kind) =>
      [pseudonymizer.user('1', 'a'), pseudonymizer.user('2', 'a'), pseudonymizer.org('a')].map((id) =>
        hashFor(kind, id),
      ),
    );
    expect(new Set(hashes).size).toBe(6);
    expect(hashFor('posthog', pseudonymizer.user('1', 'a'))).toBe(hashes[0]);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(hashFor('ab', 'c')).not.toBe(hashFor('a', 'bc'));
  });

  it('keeps everybody unknown unknown', () => {
    expect(hashFor('posthog', '')).toBe('');
  });
});
