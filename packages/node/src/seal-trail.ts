// Loaded where the environment names a sealing key.
import type { Audit } from '@plumbline/audit';
import { createSealer, loadSigner } from '@plumbline/audit/seal';
import { sqliteEvidence } from '@plumbline/audit/sqlite';
import type { FlushOptions, Log, Meter } from '@plumbline/core';
import { DEFAULT_SHUTDOWN_MS } from '@plumbline/core';
import { detachedClock } from './detached.ts';
import type { AuditPart } from './make-audit.ts';

export interface SealTrailOptions {
  /** The embedded trail. */
  readonly file: string;
  /** File of the private key. */
  readonly key: string;
  readonly meter: Meter;
  readonly log: Log;
}

/** Share of a deadline that records get to reach the store, before what has reached it is sealed. */
const STORE_SHARE = 0.7;

/**
 * The audit trail with its sealer in the same process, as one of them: it starts with the trail, and seals a last time after
 * the trail has stored what it holds. Rejects with PLB_AUDIT_KEY.
 */
export async function sealTrail(audit: Audit, { file, key, meter, log }: SealTrailOptions): Promise<AuditPart> {
  const signer = await loadSigner(key, { log, name: `PLUMBLINE_AUDIT_SEAL_KEY_FILE: the sealing key ${key}` });
  const store = sqliteEvidence({ path: file });
  const sealer = createSealer({ store, signer, meter, log, clock: detachedClock });
  const after =
    (end: 'flush' | 'shutdown') =>
    async ({ timeoutMs = DEFAULT_SHUTDOWN_MS }: FlushOptions = {}) => {
      const deadline = performance.now() + timeoutMs;
      const tally = await audit[end]({ timeoutMs: timeoutMs * STORE_SHARE });
      await sealer[end]({ timeoutMs: Math.max(1, deadline - performance.now()) });
      if (end === 'shutdown') await store.close();
      return tally;
    };
  const sealed = Object.assign(Object.create(audit) as Audit, {
    async start() {
      await audit.start();
      await sealer.start();
    },
  });
  return { audit: sealed, life: { flush: after('flush'), shutdown: after('shutdown') } };
}
