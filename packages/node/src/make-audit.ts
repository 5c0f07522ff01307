import path from 'node:path';
import type { Audit } from '@plumbline/audit';
import type { Lifecycle } from '@plumbline/core';
import { detachedClock } from './detached.ts';
import { type Base, redactorFor, type Setting } from './parts.ts';

const DEFAULT_SPOOL = path.join('.plumbline', 'audit');

/** An audit trail, and what ends it. */
export interface AuditPart {
  readonly audit: Audit;
  readonly life: Pick<Lifecycle, 'flush' | 'shutdown'>;
}

/** The audit trail, loaded only where the configuration declares actions; undefined where it does not. It is not started. */
export async function makeAudit(
  { config, resolved, live }: Setting,
  { meter, logger }: Base,
): Promise<AuditPart | undefined> {
  if (config.audit?.actions === undefined) return undefined;
  const { PLUMBLINE_AUDIT_SPOOL_DIR: named, PLUMBLINE_AUDIT_SEAL_KEY_FILE: key } = resolved.preset;
  const spoolDirectory = named ?? config.audit.spoolDirectory ?? DEFAULT_SPOOL;
  const file = path.join(spoolDirectory, 'audit.sqlite');
  const { createAudit } = await import('@plumbline/audit');
  const audit = createAudit({
    actions: config.audit.actions,
    store: live.audit?.store ?? (await import('@plumbline/audit/sqlite')).sqliteStore({ path: file }),
    spoolDirectory,
    service: config.service,
    redactor: redactorFor('audit', () => meter),
    sealedHere: key !== undefined,
    strict: resolved.strict,
    clock: detachedClock,
    meter,
    log: logger,
  });
  if (key === undefined) return { audit, life: audit };
  const { sealTrail } = await import('./seal-trail.ts');
  return sealTrail(audit, { file, key, meter, log: logger });
}
