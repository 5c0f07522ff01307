import { expect, it } from 'vitest';
import { expiredEvents } from '../../src/doctor/expired-events.ts';
import type { Project } from '../../src/doctor/project.ts';

const judge = (...names: readonly string[]): unknown => {
  const expiries = Object.fromEntries(names.map((name) => [name, '2999-01-01']));
  return expiredEvents.run({ config: { status: 'loaded', expiries }, now: 0 } as unknown as Project);
};

it('counts events in plain words', () => {
  expect(judge('item_created')).toMatchObject({ status: 'ok', note: '1 event, none expired' });
  expect(judge('item_created', 'item_rated')).toMatchObject({ note: '2 events, none expired' });
});
