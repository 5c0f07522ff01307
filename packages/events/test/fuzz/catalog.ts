import {
  browserEvents,
  categories,
  count,
  defineCatalog,
  defineEvent,
  flag,
  freeText,
  opaqueId,
} from '@plumbline/schema';
import { shared } from '../world.ts';

const features = ['items', 'boards'] as const;

/** Every class of field, and the two versions that are taken. */
export const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  dimensions: { role: ['admin', 'viewer'] },
  previous: {
    '2026-04-telemetry-v1': {
      // As careless as an upcaster may be: it copies whatever the sender wrote.
      item_opened: ({ item, ...rest }) => ({ ...rest, itemId: item }),
      page_viewed: (payload) => {
        if ('fail' in payload) throw new Error('an upcaster failed');
        return { ...payload };
      },
      item_closed: 'drop',
    },
  },
  events: {
    ...browserEvents({
      owner: '@web',
      review: shared.review,
      expires: shared.expires,
      features,
      surfaces: ['page', 'drawer'],
      views: ['list'],
      filterKeys: ['status', 'owner'],
      charts: ['backlog'],
      boundaries: ['app'],
    }),
    item_opened: defineEvent({
      ...shared,
      feature: features,
      surfaces: ['page'],
      sources: ['web'],
      fields: {
        itemId: opaqueId().optional(),
        tags: categories(['new', 'old']).optional(),
        isDraft: flag().optional(),
      },
    }),
    note_written: defineEvent({
      ...shared,
      feature: 'items',
      surfaces: ['page'],
      sources: ['web'],
      fields: {
        note: freeText({ justification: 'Users explain why in their own words.', maxLength: 200 }),
        length: count().optional(),
      },
    }),
  },
});

export const ROUTES = ['/', '/items/:id', '/boards/[boardId]'] as const;
