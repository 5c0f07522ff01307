import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@plumbline/core';
import { expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { catalog } from './fixtures/parts.ts';
import { cleanup, makeFolder } from './run-child.ts';

const service = { name: 'orders' };

const body = (): string =>
  JSON.stringify({
    events: [
      {
        event_id: randomUUID(),
        name: 'item_rated',
        schema_version: '2099-01-telemetry-v1',
        session_id: 'ses_abcdefgh',
        occurred_at: Date.now(),
      },
    ],
  });

async function postUnknown(
  quarantine: { readonly directory: string } | undefined,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const config = defineConfig({ service, catalog, ...(quarantine && { events: { quarantine } }) });
  const plumbline = await start(config, { environment, signals: false, logDestination: { write: () => undefined } });
  cleanup.push(() => plumbline.shutdown({ timeoutMs: 500 }));
  const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  await plumbline.ingest(new Request('http://app.test/_t', { method: 'POST', body: body(), headers }));
  await plumbline.shutdown({ timeoutMs: 500 });
}

it('keeps events of an unknown version where the configuration says, and the environment before it', async () => {
  const [folder, other] = [path.join(makeFolder(), 'a'), path.join(makeFolder(), 'b')];
  await postUnknown({ directory: folder });
  expect(readdirSync(folder)).toEqual(['quarantine.jsonl']);
  await postUnknown({ directory: path.join(folder, 'none') }, { PLUMBLINE_EVENTS_QUARANTINE_DIR: other });
  expect([existsSync(path.join(folder, 'none')), readdirSync(other)]).toEqual([false, ['quarantine.jsonl']]);
});

it('keeps nothing unless it is told to', async () => {
  const before = readdirSync('.');
  await postUnknown(undefined);
  expect(readdirSync('.')).toEqual(before);
});

it('refuses a folder without a name, and a bound that is none', async () => {
  const config = { service, catalog, events: { quarantine: { directory: '', maxBytes: 7 } } };
  await expect(start(config, { environment: {}, signals: false })).rejects.toThrow(
    /events\.quarantine\.directory: must not be empty[^]*events\.quarantine\.maxBytes: must be a whole number of at least 65536/,
  );
});
