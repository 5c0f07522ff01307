import { afterAll, beforeAll, expect, it } from 'vitest';
import { APP, ENDPOINT } from '../src/addresses.ts';
import { pathOf } from '../src/faults.ts';
import type { StoredEvent } from '../src/store.ts';
import { newSteps, settled, timesSent } from '../src/steps.ts';
import { capture, flush, visit } from '../src/visit.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(['client']);
});
afterAll(() => world[Symbol.asyncDispose]());

const rowsOf = async (steps: readonly number[]): Promise<readonly StoredEvent[]> =>
  (await world.store.events()).filter(({ payload_json: text }) =>
    steps.includes((JSON.parse(text) as { step?: number }).step ?? 0),
  );

/** Whose the stored events with these numbers are: `browser` for the random ID of one, else somebody who signed in. */
const ownersOf = async (steps: readonly number[]): Promise<readonly string[]> =>
  (await rowsOf(steps)).map(({ anonymous_user_id: id }) => (id.startsWith('x') ? 'browser' : 'person')).toSorted();

/** Events whose answer is lost, and which the page repeats at a process that remembers nothing, after somebody signed in. */
async function repeatAfterSignIn(
  cookiesAt: (now: number) => Readonly<Record<string, string>>,
): Promise<readonly number[]> {
  const context = await world.context();
  const page = await visit(context, '/granted/orgs/7');
  await flush(page);
  world.recorder.fault = (request) => (pathOf(request) === ENDPOINT ? { kind: 'lose-answer' } : undefined);
  const before = newSteps(3);
  await capture(page, before);
  await flush(page);
  expect(await settled(world, before)).toEqual(before);
  expect(await ownersOf(before)).toEqual(before.map(() => 'browser'));
  const now = 1 + Math.max(...(await rowsOf(before)).map(({ occurred }) => occurred));
  await world.application.kill();
  await world.application.start();
  world.recorder.fault = () => undefined;
  await context.addCookies(Object.entries(cookiesAt(now)).map(([name, value]) => ({ name, value, url: APP })));
  const after = newSteps(2);
  const signedIn = await visit(context, '/granted/orgs/8');
  await capture(signedIn, after);
  await flush(signedIn);
  expect(timesSent(world, before).every((times) => times > 1)).toBe(true);
  await settled(world, [...before, ...after]);
  expect(await ownersOf(after)).toEqual(after.map(() => 'person'));
  await context.close();
  return before;
}

it("stores once, and as nobody's, what was repeated after its sender signed in, where the server knows since when", async () => {
  const before = await repeatAfterSignIn((now) => ({ account: '4711', since: `${now}` }));
  expect(await ownersOf(before)).toEqual(before.map(() => 'browser'));
});

it('stores the same under both identities where it does not', async () => {
  const before = await repeatAfterSignIn(() => ({ account: '4712' }));
  expect(await ownersOf(before)).toEqual([...before.map(() => 'browser'), ...before.map(() => 'person')]);
});
