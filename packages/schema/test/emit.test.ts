import { expect, it } from 'vitest';
import {
  defineCatalog,
  defineEvent,
  emitJsonSchema,
  emitMarkdown,
  flag,
  payloadSchema,
  sampleEvent,
} from '../src/index.ts';
import { exampleCatalog, shared } from './example-catalog.ts';

const small = defineCatalog({
  version: '2026-05-telemetry-v1',
  dimensions: { role: ['admin'] },
  events: {
    item_created: defineEvent({ ...shared, feature: 'items', surfaces: ['api', 'page'], fields: { isDraft: flag() } }),
  },
});

it('emits what is stored as JSON Schema, with the declarations beside it', () => {
  expect(emitJsonSchema(small)).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Product events 2026-05-telemetry-v1',
    $defs: {
      item_created: {
        title: 'item_created',
        description: 'Something happened.',
        'x-owner': '@team',
        'x-purpose': 'To know.',
        'x-consent': 'essential',
        'x-audience': 'authenticated',
        'x-sources': ['api', 'worker', 'cli'],
        'x-expires': '2027-12-31',
        'x-review': 'docs/privacy.md',
        type: 'object',
        properties: {
          feature: { type: 'string', enum: ['items'], 'x-privacy-class': 'category' },
          surface: { type: 'string', enum: ['api', 'page'], 'x-privacy-class': 'category' },
          isDraft: { type: 'boolean', 'x-privacy-class': 'flag' },
          role: { type: 'string', enum: ['admin', 'other'], 'x-privacy-class': 'category' },
        },
        required: ['feature', 'surface', 'isDraft'],
        additionalProperties: false,
      },
    },
  });
});

it('emits a tracking plan', () => {
  const page = emitMarkdown(small);
  expect(page).toContain('# Tracking plan 2026-05-telemetry-v1');
  expect(page).toContain('| `role` | admin, other |');
  expect(page).toContain('| `surface` | `enum(api\\|page)` | category | yes |  |');
  expect(page).toContain('- Consent: essential; audience: authenticated; captured in: api, worker, cli');
  expect(page).toContain('- Owner: @team; review: docs/privacy.md; expires: 2027-12-31');
});

it('samples of every event are valid and complete', () => {
  for (const name of Object.keys(exampleCatalog.events)) {
    const event = sampleEvent(exampleCatalog, name as 'page_viewed');
    expect(payloadSchema(exampleCatalog, name).safeParse(event.payload).error).toBeUndefined();
    expect(emitMarkdown(exampleCatalog)).toContain(`## \`${name}\``);
  }
  expect(Object.keys(sampleEvent(exampleCatalog, 'item_created').payload)).toHaveLength(11);
});
