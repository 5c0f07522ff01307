import { type Adapter, defineAdapter, type OutboundEvent } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { adapterChecks, type AdapterTraits } from '../../src/index.ts';
import { adapterMutants } from './adapter-mutants.ts';
import { deferred, encode, fakeSubject, honest, judge, post, traits } from './fake-adapter.ts';
import { faultMutants } from './fault-mutants.ts';
import { around, check, type Factory } from './mutant-steps.ts';

const environment = 'stays off in an empty environment';

const mutants = [...adapterMutants, ...faultMutants];

/** The names of the checks that go red. */
async function redChecks(factory: Factory, under: AdapterTraits = traits): Promise<readonly string[]> {
  const red: string[] = [];
  for (const check of adapterChecks) {
    const subject = await fakeSubject(factory);
    try {
      await check.run(subject, under);
    } catch {
      red.push(check.name);
    } finally {
      await subject.stop();
    }
  }
  return red;
}

/** Sends whatever it is given, cut or not. */
const sendRaw = (write: (event: OutboundEvent) => object): Factory =>
  around((inner, { url }) => ({
    async send(batch) {
      await inner.open();
      return judge(await post(url, batch.events.map(write)));
    },
  }));

describe('each planted bug turns exactly its checks red', () => {
  it.each(mutants)('%s', { timeout: 300_000 }, async (_bug, factory, expected) => {
    expect(await redChecks(factory)).toEqual(expected);
  });

  it('ignores the allowlist', async () => {
    const red = await redChecks(sendRaw(encode));
    expect(red).toEqual(expect.arrayContaining([check.listed, check.unlisted]));
  });

  it('comes on by itself', async () => {
    const eager = { ...deferred, fromEnvironment: () => ({}) as Adapter };
    expect(await redChecks(defineAdapter(honest), { ...traits, deferred: eager })).toEqual([environment]);
    const nameless = { ...deferred, variables: [] };
    expect(await redChecks(defineAdapter(honest), { ...traits, deferred: nameless })).toEqual([environment]);
  });

  it('finds nothing in an honest adapter', async () => {
    expect(await redChecks(defineAdapter(honest))).toEqual([]);
  });
});

it('has no check without a mutant', () => {
  const covered = new Set<string>([...mutants.flatMap(([, , red]) => red), check.unlisted, environment]);
  expect(adapterChecks.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  const known = new Set(adapterChecks.map(({ name }) => name));
  expect(Object.values(check).filter((name) => !known.has(name))).toEqual([]);
});
