import { writeSync } from 'node:fs';
import process from 'node:process';
import { postgresEvidence } from '@plumbline/audit/postgres';
import { createSealer, loadSigner } from '@plumbline/audit/seal';
import { poolOf } from './database.ts';

// The sealer of the tests: `sealer.ts URL KEY-FILE`. It prints `sealed N` with each seal, and seals until it is killed; with
// SIGTERM it seals what is left and ends.
const [url = '', keyFile = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const pool = poolOf(url, 2);
const sealer = createSealer({
  store: postgresEvidence(pool),
  signer: await loadSigner(keyFile),
  everyMs: 20,
  maxRecords: 200,
  leaseMs: 1_000,
  onSeal: ({ no, ids }) => say(`sealed ${no} ${ids.length}`),
});
await sealer.start();
// The sealer's own timer keeps no process alive.
const awake = setInterval(() => undefined, 60_000);
process.on('SIGTERM', () => {
  clearInterval(awake);
  void sealer.shutdown({ timeoutMs: 60_000 }).then(() => process.exit(0));
});
say('ready');
