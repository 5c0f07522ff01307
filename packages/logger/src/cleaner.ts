import { createCounter, noopMeter } from '@plumbline/core';
import { createRedactor, type Redactor } from '@plumbline/redact';
import type { LoggerOptions } from './options.ts';

/** Bytes are replaced by their number on purpose; every other limit means that something of the caller's is missing. */
const isMissing = ({ rule, class: kind }: { readonly rule: string; readonly class: string }): boolean =>
  kind === 'limit' && rule !== 'limit-binary';

/** The redactor of a logger. */
export interface Cleaner {
  readonly redactor: Redactor;
  /** Whether something could not be read, or was cut off, since the last question. */
  readonly takeIncomplete: () => boolean;
  /** Gives an answer back: what a line in between took was not its own. */
  readonly putIncomplete: (was: boolean) => void;
}

/** Whether the option is a redactor made elsewhere; else it is a policy. */
export const isRedactor = (redact: object): redact is Redactor => 'plain' in redact;

/** Makes the redactor and counts what it does, unless it comes ready and is counted by its owner. */
export function createCleaner({ redact = {}, meter = noopMeter }: Pick<LoggerOptions, 'redact' | 'meter'>): Cleaner {
  if (isRedactor(redact)) return { redactor: redact, takeIncomplete: () => false, putIncomplete: () => undefined };
  const redactions = createCounter(meter, 'plumbline.redactions');
  let incomplete = false;
  const redactor = createRedactor({
    ...redact,
    // The contract of a line.
    errorName: 'type',
    onRedact(finding) {
      if (isMissing(finding)) incomplete = true;
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
    putIncomplete(was) {
      incomplete = was;
    },
  };
}
