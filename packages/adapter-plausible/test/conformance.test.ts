import { createIdMaker, type OutboundEvent } from '@plumbline/core';
import {
  absenceConformance,
  adapterConformance,
  egressConformance,
  type EgressTraits,
  erasureConformance,
} from '@plumbline/testkit';
import { plausible } from '../src/index.ts';
import { optionsFor, startSubject } from './plausible-server.ts';

const { domain: _domain, ...options } = optionsFor('https://plausible.io');
const allow = { page_viewed: ['feature', 'surface', 'tags', 'dark'] } as const;
const deferred = plausible.fromEnv({ ...options, allow });

const nextId = createIdMaker();
let id = '';

/** Another event each time it is copied, with its own ID in the one listed field. */
const event: Partial<OutboundEvent> = {
  get eventId() {
    id = nextId();
    return id;
  },
  get payload() {
    return { feature: id };
  },
};

const skips = { partial: 'each view is a request of its own, which the service takes or refuses as a whole' };
adapterConformance('plausible', { deferred, envelope: [], skips, event }, startSubject);

/** A view of a public page, in place of the route that the suite makes up. */
const view = (routePattern: string): Pick<OutboundEvent, 'routePattern'> => ({ routePattern });

const sample: EgressTraits['sample'] = (index) => ({
  name: index % 4 === 0 ? 'item_created' : 'page_viewed',
  payload: {
    feature: 'reports',
    secret: 'x',
    ...(index % 3 === 0 && { tags: ['a', 'b'], dark: true }),
    ...(index % 5 === 0 && { surface: 'list' }),
  },
  ...view(index % 2 === 0 ? '/orgs/:id' : '/plans/:id'),
});

egressConformance('plausible', { allow, deferred, eventAt: '', sample, events: 400 }, startSubject);

erasureConformance('plausible', { erasure: 'none-kept' }, startSubject);

absenceConformance('plausible', { entry: new URL('programs/off.ts', import.meta.url), vendorPackages: [] });
