import type { Audit, AuditReceipt } from '@plumbline/audit';
import { createCounter, createLifecycle, type Log, type Meter, PlumblineError } from '@plumbline/core';

const missing = (): PlumblineError =>
  new PlumblineError('PLB_AUDIT_REFUSED', 'a record was offered, but the configuration has no `audit` section', {
    fix: 'Declare actions with `defineActions` and pass them as `audit: { actions }` in plumbline.config.ts.',
  });

/** What stands in for the audit trail where the configuration declares no actions: nothing is kept, and it says so. */
export function createDisabledAudit(log: Log, meter: Meter): Audit {
  const counter = createCounter(meter, 'plumbline.audit.refused');
  let refused = 0;
  const refuse = (): PlumblineError => {
    const error = missing();
    refused += 1;
    counter.add(1, { reason: 'undeclared_action' });
    log.error({ err: error, code: error.code }, 'audit record refused');
    return error;
  };
  return {
    ...createLifecycle({}),
    record(): AuditReceipt {
      const durable = Promise.reject(refuse());
      durable.catch(() => undefined);
      return { id: '', accepted: false, durable };
    },
    in: () => ({ record: () => Promise.reject(refuse()) }),
    pending: 0,
    snapshot: () => ({
      recorded: 0,
      stored: 0,
      refused: refused === 0 ? {} : { undeclared_action: refused },
      lost: {},
      storeFailures: 0,
      pending: 0,
      held: 0,
      oldestAgeMs: 0,
    }),
  };
}
