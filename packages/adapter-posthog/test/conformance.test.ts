import { hashFor } from '@plumbline/core/context';
import {
  absenceConformance,
  adapterConformance,
  egressConformance,
  type EgressTraits,
  erasureConformance,
} from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { posthog } from '../src/index.ts';
import { userOf } from '../src/user-of.ts';
import { startErasingSubject, startSubject } from './posthog-server.ts';

const allow = { page_viewed: ['feature', 'surface', 'tags'], item_created: ['feature', 'round'] };
const host = 'https://eu.i.posthog.com';
const deferred = posthog.fromEnv({ host, allow });
const erasing = posthog.fromEnv({ host, allow, appHost: 'https://eu.posthog.com', projectId: '1' });

const names = ['page_viewed', 'item_created', 'role_changed'] as const;

const traits: EgressTraits = {
  allow,
  deferred,
  eventAt: 'batch[]',
  sample: (index) => ({
    name: names[index % names.length] ?? 'page_viewed',
    payload: {
      feature: 'reports',
      plan: 'team',
      ...(index % 2 === 0 && { round: index }),
      ...(index % 5 === 0 && { tags: ['a', 'b'] }),
      ...(index % 7 === 0 && { surface: 'list' }),
    },
  }),
};

// A user arrives as a hash of this destination's own, so that no slot of the envelope arrives as it is.
const skips = { partial: 'the batch endpoint stores all of a batch or nothing' };
adapterConformance('posthog', { deferred, envelope: [], skips }, startSubject);

egressConformance('posthog', traits, startSubject);
egressConformance('posthog with its private API', { ...traits, deferred: erasing }, startErasingSubject);

erasureConformance('posthog', { erasure: 'not-possible' }, startSubject);
erasureConformance('posthog with its private API', { erasure: 'not-possible' }, () => startSubject(true));

absenceConformance('posthog', {
  entry: new URL('programs/off.ts', import.meta.url),
  vendorPackages: ['posthog-node', '@posthog/*'],
});

it('knows a person by the same hash as core does', () => {
  expect(userOf('a'.repeat(32))).toBe(hashFor('posthog', 'a'.repeat(32)));
  expect(userOf('')).toBe('');
});
