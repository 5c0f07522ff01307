import { createCounter, noopMeter } from '@plumbline/core';
import { createRedactor, type Redactor } from '@plumbline/redact';
import type { LoggerOptions } from './options.ts';

/** Marks of redaction that mean that something of the caller's is missing from the line. */
const INCOMPLETE: ReadonlySet<string> = new Set(['limit-circular', 'limit-unreadable', 'limit-failure']);

/** The redactor of a logger. */
export interface Cleaner {
  readonly redactor: Redactor;
  /** Whether something could not be read since the last question. */
  readonly takeIncomplete: () => boolean;
}

/** Whether the option is a redactor made elsewhere; else it is a policy. */
export const isRedactor = (redact: object): redact is Redactor => 'plain' in redact;

/** Makes the redactor and counts what it does, unless it comes ready and is counted by its owner. */
export function createCleaner({ redact = {}, meter = noopMeter }: LoggerOptions): Cleaner {
  if (isRedactor(redact)) return { redactor: redact, takeIncomplete: () => false };
  const redactions = createCounter(meter, 'plumbline.redactions');
  let incomplete = false;
  const redactor = createRedactor({
    errorName: 'type',
    ...redact,
    onRedact(finding) {
      if (INCOMPLETE.has(finding.rule)) incomplete = true;
      redactions.add(1, { rule: finding.rule, sink: 'log' });
      redact.onRedact?.(finding);
    },
  });
  return {
    redactor,
    takeIncomplete() {
      const was = incomplete;
      incomplete = false;
      return was;
    },
  };
}
