import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { bodyOf, ingestRig, makeEvent, post } from './ingest-rig.ts';
import { keptLog } from './world.ts';

const never = (): Promise<never> => new Promise(() => undefined);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const large = (): string =>
  bodyOf([makeEvent({ session_id: `ses-${randomUUID()}`, payload: { feature: 'items', junk: 'x'.repeat(55_000) } })]);

it.each(['identity', 'consent'] as const)(
  'takes a %s that never answers for a failure, and says so',
  async (asked) => {
    const log = keptLog();
    const rig = ingestRig({ [asked]: never, log: log.log });
    const answer = rig.ingest(post(bodyOf([makeEvent()])));
    for (let steps = 0; steps < 20; steps += 1) await turn();
    await rig.clock.advance(5_000);
    expect((await answer).status).toBe(202);
    // `page_viewed` of this catalog is essential: it is taken, from nobody known.
    expect((await rig.sent()).map(({ anonymousUserId, orgIdHash }) => [anonymousUserId, orgIdHash])).toEqual([
      ['', ''],
    ]);
    expect(log.lines.map(({ message }) => message)).toEqual([expect.stringContaining(`ingest: \`${asked}\` failed`)]);
  },
  20_000,
);

it('is open again after the store of sessions hung while it was flooded', async () => {
  let isHung = true;
  const rig = ingestRig({ identity: () => (isHung ? never() : undefined) });
  const statuses: number[] = [];
  const flood: Promise<unknown>[] = [];
  const send = async (body: string): Promise<void> => {
    flood.push(rig.ingest(post(body)).then(({ status }) => statuses.push(status)));
    for (let steps = 0; steps < 5; steps += 1) await turn();
  };
  // Until there is no room for one more, not even for a small one.
  for (let sent = 0; sent < 150; sent += 1) await send(large());
  for (let sent = 0; sent < 20; sent += 1) await send(bodyOf([makeEvent({ session_id: `ses-${randomUUID()}` })]));
  expect(statuses.at(-1)).toBe(503);
  isHung = false;
  await rig.clock.advance(5_000);
  await Promise.all(flood);
  expect((await rig.ingest(post(bodyOf([makeEvent()])))).status).toBe(202);
}, 20_000);
