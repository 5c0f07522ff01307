import { readFileSync } from 'node:fs';
import path from 'node:path';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { kafka } from '@plumbline/adapter-kafka';
import { otlp } from '@plumbline/adapter-otlp';
import { plausible } from '@plumbline/adapter-plausible';
import { posthog } from '@plumbline/adapter-posthog';
import { defineCatalog, defineEvent } from '@plumbline/schema';
import { otelOptionsFromEnvironment } from '@plumbline/otel';
import { expect, it } from 'vitest';
import { commandVariables, presetVariables } from '../src/environment.ts';

const catalog = defineCatalog({
  version: '2026-05-page-v1',
  events: {
    page_viewed: defineEvent({
      description: 'A page was shown.',
      owner: '@team-web',
      purpose: 'Which pages are used.',
      consent: 'essential',
      feature: 'pages',
      surfaces: ['page'],
      sources: ['web'],
      audience: 'public',
      expires: '2027-12-31',
      review: 'docs/privacy.md',
      fields: {},
    }),
  },
});

const host = 'https://vendor.example';
const allow = { page_viewed: [] };

const mirrors = [
  kafka.fromEnv({ topic: 'events', allow }),
  posthog.fromEnv({ host, allow }),
  plausible.fromEnv({ host, allow, catalog, pages: { '/plans': '/plans' } }),
  otlp.fromEnv({ mode: 'counters', service: 'shop', catalog, allow }),
];

it('docs/environment.md names the variables that are read, and no others', () => {
  const read = new Set<string>([
    ...presetVariables,
    ...commandVariables,
    ...[clickhouse.fromEnv(), ...mirrors].flatMap(({ variables }) => variables),
  ]);
  // Whatever is asked of this environment is noted.
  otelOptionsFromEnvironment(new Proxy({}, { get: (_, name) => void read.add(String(name)) }));
  const page = readFileSync(path.join(import.meta.dirname, '../../../docs/environment.md'), 'utf8');
  const documented = new Set([...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name));
  expect(read.size).toBeGreaterThan(20);
  expect(documented).toEqual(read);
});
