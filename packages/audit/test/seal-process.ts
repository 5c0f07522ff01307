import { writeSync } from 'node:fs';
import path from 'node:path';
import { createSealer, loadSigner, type SealStore } from '../src/seal.ts';
import { sqliteEvidence } from '../src/sqlite.ts';

// A sealer process for the tests, on a SQLite file and a key file in the folder: prints the number of each seal after it was
// stored, until it is killed. `freeze` prints `adding` instead of storing its first seal, and stores it, or tries to, when
// a line comes in; `freeze-lease` stops in the same way between taking its lease and reading the queue.
const [folder = '', mode = 'seal', leaseMs = '2000'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);
const store = sqliteEvidence({ path: path.join(folder, 'audit.db') });
const signer = await loadSigner(path.join(folder, 'seal.pem'));

let frozen = false;
const freezeOnce = async (word: string): Promise<void> => {
  if (frozen) return;
  frozen = true;
  const told = new Promise((resolve) => void process.stdin.once('data', resolve));
  say(word);
  await told;
};
const tell = async (work: Promise<void>): Promise<void> => {
  await work.catch((error: unknown) => {
    say(`refused ${(error as { code?: string }).code}`);
    throw error;
  });
};
const freezing: SealStore = {
  ...store,
  async addSeal(seal, holder) {
    if (mode === 'freeze') await freezeOnce('adding');
    await tell(store.addSeal(seal, holder));
  },
  async acquire(holder, ttlMs) {
    const taken = await store.acquire(holder, ttlMs);
    if (taken && mode === 'freeze-lease') await freezeOnce('leading');
    return taken;
  },
};
const sealer = createSealer({
  store: freezing,
  signer,
  everyMs: 5,
  maxRecords: 40,
  leaseMs: Number(leaseMs),
  onSeal: (seal) => say(`seal ${seal.no}`),
});
await sealer.start();
say('ready');
// What keeps the process alive.
setInterval(() => undefined, 1_000);
