import { createCounter, type Meter } from '@plumbline/core';
import { createRedactor } from '@plumbline/redact';
import type { AuditRedactor } from './check-details.ts';

/** The house rules, counted. */
export function defaultRedactor(meter: Meter): AuditRedactor {
  const redactions = createCounter(meter, 'plumbline.redactions');
  return createRedactor({ onRedact: ({ rule }) => redactions.add(1, { rule, sink: 'audit' }) });
}
