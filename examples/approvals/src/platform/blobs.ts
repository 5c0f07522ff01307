import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where attachments are kept. A real service would put an object store behind this interface. */
export interface BlobStore {
  put(id: string, bytes: Uint8Array): Promise<void>;
}

/** Keeps attachments in a folder, and fails as often as it is told to. */
export function createFolderStore(directory: string, failureRate: number): BlobStore {
  mkdirSync(directory, { recursive: true });
  let due = 0;
  return {
    async put(id, bytes) {
      due += failureRate;
      if (due >= 1) {
        due -= 1;
        throw new Error('blob store: 503 service unavailable');
      }
      await writeFile(path.join(directory, id), bytes);
    },
  };
}
