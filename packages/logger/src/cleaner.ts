import { createCounter, noopMeter } from '@plumbline/core';
import { createIdRedactor, createRedactor, type Redactor, type RedactorOptions } from '@plumbline/redact';
import type { LoggerOptions } from './options.ts';

/** Bytes are replaced by their number on purpose; every other limit means that something of the caller's is missing. */
const isMissing = ({ rule, class: kind }: { readonly rule: string; readonly class: string }): boolean =>
  kind === 'limit' && rule !== 'limit-binary';

/** The redactor of a logger. */
export interface Cleaner {
  readonly redactor: Redactor;
  /**
   * A request ID as a line shows it. An ID that is one text of much chance is one, and hidden it would no longer find the
   * request; whatever else the policy knows in it is hidden.
   */
  readonly requestId: (id: string) => string;
  /** Whether something could not be read, or was cut off, since the last question. */
  readonly takeIncomplete: () => boolean;
  /** Gives an answer back: what a line in between took was not its own. */
  readonly putIncomplete: (was: boolean) => void;
}

/** Whether the option is a redactor made elsewhere; else it is a policy. */
export const isRedactor = (redact: object): redact is Redactor => 'plain' in redact;

/** Makes the redactor and counts what it does, unless it comes ready and is counted by its owner. */
export function createCleaner({ redact = {}, meter = noopMeter }: Pick<LoggerOptions, 'redact' | 'meter'>): Cleaner {
  if (isRedactor(redact)) {
    const requestId = (id: string): string => redact.text(id);
    return { redactor: redact, requestId, takeIncomplete: () => false, putIncomplete: () => undefined };
  }
  const redactions = createCounter(meter, 'plumbline.redactions');
  let incomplete = false;
  const policy: RedactorOptions = {
    ...redact,
    // The contract of a line.
    errorName: 'type',
    onRedact(finding) {
      if (isMissing(finding)) incomplete = true;
      redactions.add(1, { rule: finding.rule, sink: 'log' });
      redact.onRedact?.(finding);
    },
  };
  const redactor = createRedactor(policy);
  return {
    redactor,
    requestId: createIdRedactor(policy),
    takeIncomplete() {
      const was = incomplete;
      incomplete = false;
      return was;
    },
    putIncomplete(was) {
      incomplete = was;
    },
  };
}
