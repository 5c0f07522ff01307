import type { Places } from './fields.ts';
import { createSearch } from './find.ts';
import { createJsonWriter } from './json.ts';
import type { Walk } from './leaves.ts';
import type { RedactionFinding, RedactorOptions } from './options.ts';
import { createLooks, NO_LOOKS } from './plain.ts';
import { compilePolicy } from './policy.ts';
import type { RuleName } from './rule.ts';
import { createReplace, createText, LIMITS } from './text.ts';
import { createWalker } from './walk.ts';

/** Removes secrets and personal data. No method throws or changes what it was given; what cannot be read becomes a mark. */
export interface Redactor {
  /** The value without what must not leave: the same reference when nothing was found and nothing had to be converted. */
  value(x: unknown): unknown;
  /** One text, cleaned. */
  text(s: string): string;
  /** Plain data that shares nothing with the input: objects, arrays, strings, numbers, booleans and null, which `JSON.stringify` cannot fail on. */
  plain(x: unknown): unknown;
  /** JSON of {@link plain}, made in one pass; `null` where JSON has nothing for the value. */
  stringify(x: unknown): string;
  /**
   * The fields of an object as the members of a larger JSON object: for writers of log lines. Undefined when `x` is more than
   * its fields, or when one of their names is `taken`: then use {@link plain}.
   */
  members(x: object, places: Places): Members | undefined;
  /** What would be removed, where, and by which rule. `onRedact` is not called. */
  explain(x: unknown): readonly RedactionFinding[];
}

/** Fields as JSON. */
export interface Members {
  /** Each with a comma in front. */
  readonly json: string;
  /** Those whose place is `apart`, with commas between them. */
  readonly apart: string;
}

const FAILED = '[redacted:limit-failure]';

/** The path as text: `user.notes[0]`. */
function formatPath(path: readonly (string | number)[]): string {
  let out = '';
  for (const part of path) out += typeof part === 'number' ? `[${part}]` : `${out === '' ? '' : '.'}${part}`;
  return out;
}

/** A walk for one thread of work; a getter that calls the redactor again must not be given the one in use. */
function createWriting(maxBreadth: number): Walk {
  const found: RuleName[] = [];
  const report = (rule: RuleName): void => {
    found.push(rule);
  };
  return { report, detach: true, path: undefined, stack: [], maxBreadth, nodes: 0, found, converted: 0, apart: '' };
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
  const looks = policy.plain ? createLooks({ keys: policy.keys, maxTextLength }) : NO_LOOKS;
  const { isBare, isPlain, isQuiet } = looks;
  const clean = createText({ search: createSearch(policy.shapes), isQuiet, replace, maxTextLength });
  const { keys, cards } = policy;
  const errorName = options.errorName ?? 'name';
  const walker = createWalker({ keys, cards, clean, looks, replace, maxDepth, maxNodes, errorName });
  const { visit } = walker;
  const writer = createJsonWriter({ ...walker, keys, isBare, maxDepth, maxNodes });
  const { onRedact } = options;

  let reporting = false;

  function report(rule: RuleName): void {
    // A counter that redacts what it writes would be called for that without end.
    if (reporting || onRedact === undefined) return;
    reporting = true;
    try {
      onRedact({ rule: rule.id, class: rule.class });
    } catch {
      // A counter that fails must not stop the record from being cleaned.
    } finally {
      reporting = false;
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
    const state: Walk = {
      report,
      detach,
      path: undefined,
      stack: [],
      maxBreadth,
      nodes: 0,
      found: [],
      converted: 0,
      apart: '',
    };
    return visit(x, undefined, state);
  }

  let idle: Walk | undefined = createWriting(maxBreadth);

  function begin(): Walk {
    const writing = idle ?? createWriting(maxBreadth);
    idle = undefined;
    return writing;
  }

  /** What was found is reported only once all is written. */
  function end(writing: Walk, out: string | undefined): void {
    const { found, stack } = writing;
    if (out !== undefined && found.length > 0) for (const rule of found) report(rule);
    // To set the length of an array calls into the engine, even where nothing changes.
    if (found.length > 0) found.length = 0;
    if (stack.length > 0) stack.length = 0;
    writing.nodes = 0;
    writing.converted = 0;
    idle = writing;
  }

  function stringify(x: unknown): string | undefined {
    const writing = begin();
    let out: string | undefined;
    try {
      out = writer.write(x, writing);
    } catch {
      // The value's own code threw: the walk marks where it was.
    }
    end(writing, out);
    return out;
  }

  function members(x: object, places: Places): Members | undefined {
    const writing = begin();
    writing.apart = '';
    let out: string | undefined;
    try {
      out = writer.members(x, places, writing);
    } catch {
      // As above.
    }
    end(writing, out);
    return out === undefined ? undefined : { json: out, apart: writing.apart };
  }

  return {
    value: (x) => guarded(() => walk(x, false), FAILED),
    text: (s) => guarded(() => (isPlain(s) ? s : clean(s, report)), FAILED),
    plain: (x) => guarded(() => walk(x, true), FAILED),
    stringify: (x) => stringify(x) ?? guarded(() => JSON.stringify(walk(x, true)) ?? 'null', JSON.stringify(FAILED)),
    members,
    explain(x) {
      const findings: RedactionFinding[] = [];
      const path: (string | number)[] = [];
      const note = (rule: RuleName): void => {
        findings.push({ rule: rule.id, class: rule.class, path: formatPath(path) });
      };
      const state: Walk = {
        report: note,
        detach: false,
        path,
        stack: [],
        maxBreadth,
        nodes: 0,
        found: [],
        converted: 0,
        apart: '',
      };
      guarded(() => visit(x, undefined, state), undefined);
      return findings;
    },
  };
}
