import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { type AdapterOptions, defineAdapter, delivered } from '@plumbline/core';

interface FolderOptions extends AdapterOptions {
  readonly directory: string;
}

/** Product events as lines of a file: the source of truth of a service that has nothing larger. */
export const folder = defineAdapter<FolderOptions, string>({
  kind: 'folder',
  role: 'source',
  capabilities: { maxBatch: 500, idempotent: false },
  destinations: () => [],
  open: ({ directory }) => Promise.resolve(path.join(directory, 'events.jsonl')),
  async send(file, { events }) {
    await appendFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return delivered();
  },
});
