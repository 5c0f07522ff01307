import type { Audit } from '@plumbline/audit';
import { createLifecycle, type Log, PlumblineError } from '@plumbline/core';

/** What stands in for the audit trail where the configuration declares no actions: nothing is kept, and it says so. */
export function createDisabledAudit(log: Log): Audit {
  const missing = (): PlumblineError =>
    new PlumblineError('PLB_AUDIT_REFUSED', 'a record was offered, but the configuration has no `audit` section', {
      fix: 'Declare actions with `defineActions` and pass them as `audit: { actions }` in plumbline.config.ts.',
    });
  const refuse = () => {
    const error = missing();
    log.error({ err: error, code: error.code }, 'audit record refused');
    const durable = Promise.reject(error);
    durable.catch(() => undefined);
    return { id: '', accepted: false, durable };
  };
  return {
    ...createLifecycle({}),
    record: refuse,
    in: () => ({ record: () => Promise.reject(missing()) }),
    pending: 0,
    snapshot: () => ({ recorded: 0, stored: 0, pending: 0, refused: {}, lost: {} }),
  } as unknown as Audit;
}
