import {
  type Audience,
  category,
  count,
  defineCatalog,
  defineEvent,
  freeText,
  type EventSource,
  type Field,
  type Place,
} from '../../src/index.ts';
import { type CatalogSnapshot, snapshotCatalog } from '../../src/evolution.ts';

/** Parts of {@link makeCatalog} that a test may change. */
export interface Parts {
  readonly version: string;
  readonly description: string;
  readonly owner: string;
  readonly purpose: string;
  readonly review: string;
  readonly consent: 'analytics' | 'essential';
  readonly expires: `${number}-${number}-${number}`;
  readonly feature: readonly [string, ...string[]];
  readonly surfaces: readonly [string, ...string[]];
  readonly sources: readonly [EventSource, ...EventSource[]];
  readonly fromContext: readonly Place[];
  readonly audience: Audience;
  readonly roles: readonly string[] | undefined;
  /** Fields besides `kind` and `words`. */
  readonly fields: Readonly<Record<string, Field>>;
  readonly kind: Field | undefined;
  readonly words: Field;
  readonly note: string;
  readonly second: boolean;
}

export const parts: Parts = {
  version: '2026-05-telemetry-v1',
  description: 'Made.',
  owner: '@team',
  purpose: 'To know.',
  review: 'docs/privacy.md',
  consent: 'analytics',
  expires: '2027-06-30',
  feature: ['items', 'boards'],
  surfaces: ['page', 'drawer'],
  sources: ['api', 'worker'],
  fromContext: [],
  audience: 'authenticated',
  roles: ['admin', 'viewer'],
  fields: {},
  kind: category(['post', 'image']),
  words: count({ max: 10 }).optional(),
  note: 'Users explain why in their own words.',
  second: true,
};

export function makeCatalog(change: Partial<Parts> = {}) {
  const now = { ...parts, ...change };
  const { description, owner, purpose, review, consent, expires, feature, surfaces, sources, fromContext, audience } =
    now;
  const terms = { description, owner, purpose, review, consent, expires };
  const shared = { ...terms, feature, surfaces, sources, fromContext, audience };
  const fields = {
    ...(now.kind && { kind: now.kind }),
    words: now.words,
    note: freeText({ justification: now.note, maxLength: 40 }).optional(),
    ...now.fields,
  };
  return defineCatalog({
    version: now.version,
    dimensions: { ...(now.roles && { role: now.roles }) },
    events: {
      item_created: defineEvent({ ...shared, fields }),
      ...(now.second && { item_moved: defineEvent({ ...shared, fields: {} }) }),
    },
  });
}

export const snapshot = (change: Partial<Parts> = {}): CatalogSnapshot => snapshotCatalog(makeCatalog(change));
