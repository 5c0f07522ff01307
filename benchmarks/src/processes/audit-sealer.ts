import process from 'node:process';
import { postgresEvidence } from '@plumbline/audit/postgres';
import { createSealer, createSigner } from '@plumbline/audit/seal';
import pg from 'pg';

// Seals in a process of its own, as a deployment does: `audit-sealer.ts URL`, the private key as the first message. A later
// message makes it seal what still waits; the answer says how much it sealed since its start.
const [url = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 2 });

async function seal({ pem }: { readonly pem: string }): Promise<void> {
  const sealer = createSealer({ store: postgresEvidence(pool), signer: createSigner(pem) });
  await sealer.start();
  const asked = new Promise((resolve) => void process.once('message', resolve));
  process.send?.({ ready: true });
  await asked;
  await sealer.sealNow();
  const { seals, records } = sealer.snapshot();
  await sealer.shutdown({ timeoutMs: 10_000 });
  await pool.end();
  process.send?.({ seals, records }, () => process.exit());
}

process.once('message', (key: { readonly pem: string }) => void seal(key));
