import type { AuditRow, AuditStore } from '@plumbline/audit';
import type { SealStore } from '@plumbline/audit/seal';
import { newKey } from './database.ts';

const FIRST = Date.UTC(2026, 0, 5, 9);
/** Records of the same millisecond, so that a million take some minutes. */
const EACH_MS = 5;
const BATCH = 2_000;

/** A UUIDv7 of a number: ascending, and the same in every run. */
function idOf(n: number): string {
  const time = (FIRST + Math.floor(n / EACH_MS)).toString(16).padStart(12, '0');
  const rest = (n % EACH_MS).toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest}-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A record as a request of an administrator leaves it, with values of its own. */
function bodyOf(n: number): string {
  const at = new Date(FIRST + Math.floor(n / EACH_MS)).toISOString();
  const request = n.toString(16).padStart(32, '0');
  return JSON.stringify({
    action: 'role.changed',
    actor: { id: `u_${n % 500}`, role: 'admin', type: 'user' },
    after: { role: 'admin' },
    before: { role: 'viewer' },
    changed: ['role'],
    class: 'access',
    id: idOf(n),
    occurred_at: at,
    org: `o_${n % 40}`,
    outcome: 'success',
    recorded_at: at,
    request_id: request,
    route_pattern: '/accounts/:id/role',
    source: { instance: 'bench-1', service: 'bench', version: '1.4.2' },
    subjects: [{ id: `u_${n % 20_000}`, type: 'user' }],
    trace_id: request,
    v: 1,
  });
}

/** Stores so many records and seals them; answers the public key, as PEM. */
export async function fill(store: AuditStore, seals: SealStore, records: number): Promise<string> {
  const { leafHash, toRow } = await import('@plumbline/audit');
  const { createSealer, createSigner } = await import('@plumbline/audit/seal');
  const { privateKey, publicPem } = newKey();
  const sealer = createSealer({ store: seals, signer: createSigner(privateKey) });
  const rowOf = (n: number): AuditRow => {
    const body = bodyOf(n);
    return toRow(body, leafHash(body));
  };
  for (let start = 0; start < records; start += BATCH) {
    const count = Math.min(BATCH, records - start);
    await store.append(Array.from({ length: count }, (_, n) => rowOf(start + n)));
    // As it comes in production: the queue never holds them all.
    if ((start / BATCH) % 10 === 9) await sealer.sealNow();
  }
  await sealer.sealNow();
  return publicPem;
}
