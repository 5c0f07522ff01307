import { createFind } from './find.ts';
import type { Walk } from './leaves.ts';
import type { RedactionFinding, RedactorOptions } from './options.ts';
import { compilePolicy } from './policy.ts';
import type { RuleName } from './rule.ts';
import { createReplace, createText, LIMITS } from './text.ts';
import { createVisit } from './walk.ts';

/** Removes secrets and personal data. No method throws or changes what it was given; what cannot be read becomes a mark. */
export interface Redactor {
  /** The value without what must not leave: the same reference when nothing was found and nothing had to be converted. */
  value(x: unknown): unknown;
  /** One text, cleaned. */
  text(s: string): string;
  /** Plain data that shares nothing with the input: objects, arrays, strings, numbers, booleans and null, which `JSON.stringify` cannot fail on. */
  plain(x: unknown): unknown;
  /** JSON of {@link plain}; `null` where JSON has nothing for the value. */
  stringify(x: unknown): string;
  /** What would be removed, where, and by which rule. `onRedact` is not called. */
  explain(x: unknown): readonly RedactionFinding[];
}

const FAILED = '[redacted:limit-failure]';

/** The path as text: `user.notes[0]`. */
function formatPath(path: readonly (string | number)[]): string {
  let out = '';
  for (const part of path) out += typeof part === 'number' ? `[${part}]` : `${out === '' ? '' : '.'}${part}`;
  return out;
}

/**
 * Compiles a policy once; use the result for every value. Defaults hide secrets and personal data everywhere.
 *
 * @throws RedactError with code `PLB_REDACT_OPTION` when a rule or option can never take effect.
 * @example
 * const redactor = createRedactor();
 * redactor.value({ user: 'u1', password: 'hunter2' }); // { user: 'u1', password: '[redacted:key-password]' }
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const policy = compilePolicy(options);
  const { maxDepth = 32, maxBreadth = 1000, maxNodes = 20_000, maxTextLength = 1_048_576 } = options.limits ?? {};
  const replace = createReplace(options.style ?? 'label');
  const clean = createText({ find: createFind(policy.shapes), replace, maxTextLength });
  const errorName = options.errorName ?? 'name';
  const visit = createVisit({ keys: policy.keys, cards: policy.cards, clean, replace, maxDepth, maxNodes, errorName });
  const { onRedact } = options;

  function report(rule: RuleName): void {
    try {
      onRedact?.({ rule: rule.id, class: rule.class });
    } catch {
      // A counter that fails must not stop the record from being cleaned.
    }
  }

  function guarded<T>(work: () => T, failed: T): T {
    try {
      return work();
    } catch {
      report(LIMITS.failure);
      return failed;
    }
  }

  function walk(x: unknown, detach: boolean): unknown {
    const state: Walk = { report, detach, path: undefined, stack: [], maxBreadth, nodes: 0 };
    return visit(x, undefined, state);
  }

  return {
    value: (x) => guarded(() => walk(x, false), FAILED),
    text: (s) => guarded(() => clean(s, report), FAILED),
    plain: (x) => guarded(() => walk(x, true), FAILED),
    stringify: (x) => guarded(() => JSON.stringify(walk(x, true)) ?? 'null', JSON.stringify(FAILED)),
    explain(x) {
      const findings: RedactionFinding[] = [];
      const path: (string | number)[] = [];
      const note = (rule: RuleName): void => {
        findings.push({ rule: rule.id, class: rule.class, path: formatPath(path) });
      };
      guarded(
        () => visit(x, undefined, { report: note, detach: false, path, stack: [], maxBreadth, nodes: 0 }),
        undefined,
      );
      return findings;
    },
  };
}
