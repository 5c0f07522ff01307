import { hashFor } from '@plumbline/core/context';
import { absenceConformance, adapterConformance, egressConformance, erasureConformance } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { __vendor__ } from '../src/index.ts';
import { userOf } from '../src/user-of.ts';
import { startSubject } from './__vendor__-server.ts';

const allow = { page_viewed: ['feature', 'tags'] };
const deferred = __vendor__.fromEnv({ host: 'https://vendor.example', allow });

// The user arrives as a hash of this destination's own, so that no slot of the envelope arrives as it is.
adapterConformance('__vendor__', { deferred, envelope: [] }, startSubject);

egressConformance(
  '__vendor__',
  {
    allow,
    deferred,
    eventAt: 'events[]',
    sample: (index) => ({
      name: index % 4 === 0 ? 'role_changed' : 'page_viewed',
      payload: { feature: 'reports', plan: 'team', ...(index % 3 === 0 && { tags: ['a', 'b'] }) },
    }),
  },
  startSubject,
);

erasureConformance('__vendor__', { erasure: 'supported' }, startSubject);

absenceConformance('__vendor__', { entry: new URL('programs/off.ts', import.meta.url), vendorPackages: [] });

it('knows a person by the same hash as core does', () => {
  expect(userOf('a'.repeat(32))).toBe(hashFor('__kind__', 'a'.repeat(32)));
  expect(userOf('')).toBe('');
});
