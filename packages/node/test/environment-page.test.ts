import { readFileSync } from 'node:fs';
import path from 'node:path';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { otelOptionsFromEnvironment } from '@plumbline/otel';
import { expect, it } from 'vitest';
import { environmentSchema } from '../src/environment.ts';

it('docs/environment.md names the variables that are read, and no others', () => {
  const read = new Set<string>([...Object.keys(environmentSchema.shape), ...clickhouse.fromEnv().variables]);
  // Whatever is asked of this environment is noted.
  otelOptionsFromEnvironment(new Proxy({}, { get: (_, name) => void read.add(String(name)) }));
  const page = readFileSync(path.join(import.meta.dirname, '../../../docs/environment.md'), 'utf8');
  const documented = new Set([...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name));
  expect(read.size).toBeGreaterThan(20);
  expect(documented).toEqual(read);
});
