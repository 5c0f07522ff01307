import { oneLine } from './one-line.ts';
import type { Places } from './fields.ts';
import { createSearch } from './find.ts';
import { createMeter, resetMeter } from './meter.ts';
import { createJsonWriter } from './json.ts';
import { lazy } from './lazy.ts';
import type { Walk } from './leaves.ts';
import type { RedactionFinding, RedactorOptions } from './options.ts';
import { createLooks, NO_LOOKS } from './plain.ts';
import { type Allow, createAllow, type Note, type Relief } from './allow.ts';
import { compilePolicy, type Rules } from './policy.ts';
import type { Members, Redactor } from './redactor.ts';
import type { RuleName } from './rule.ts';
import { createReplace, createText, LIMITS } from './text.ts';
import { createWalker, type Walker } from './walk.ts';

const FAILED = '[redacted:limit-failure]';

/** The path as text: `user.notes[0]`. */
function formatPath(path: readonly (string | number)[]): string {
  let out = '';
  for (const part of path) out += typeof part === 'number' ? `[${part}]` : `${out === '' ? '' : '.'}${part}`;
  return out;
}

interface WalkOptions extends Pick<Walk, 'report' | 'detach' | 'maxBreadth'> {
  readonly path?: (string | number)[];
  readonly found?: RuleName[];
  readonly allowed?: Note;
}

function createWalk({ report, detach, maxBreadth, path, found = [], allowed }: WalkOptions): Walk {
  const state = { nodes: 0, characters: 0, converted: 0, apart: '', place: undefined };
  return { report, detach, path, stack: [], maxBreadth, found, allowed, ...state };
}

/** A walk for one thread of work; a getter that calls the redactor again must not be given the one in use. */
function createWriting(maxBreadth: number): Walk {
  const found: RuleName[] = [];
  const report = (rule: RuleName): void => {
    found.push(rule);
  };
  return createWalk({ report, detach: true, maxBreadth, found });
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
  const { settings, exceptions, freed } = policy;
  const { maxDepth = 32, maxBreadth = 1000, maxNodes = 20_000, maxTextLength = 1_048_576 } = settings.limits;
  const replace = createReplace(settings.style);
  const looks = policy.plain ? createLooks({ keys: policy.keys, maxTextLength }) : NO_LOOKS;
  const { isBare, isPlain, isQuiet } = looks;
  const meter = createMeter();
  /** Made for the first text that is searched: many redactors of a process never see one. */
  const cleanBy = ({ shapes }: Rules): Relief['clean'] => {
    const hashed = typeof settings.style === 'object';
    const made = lazy(() =>
      createText({ search: createSearch(shapes, meter), isQuiet, replace, hashed, maxTextLength }),
    );
    return (text, report) => made()(text, report);
  };
  const clean = cleanBy(policy);
  const { keys, cards } = policy;
  const { errorName } = settings;

  /** Most places that are let through are not met in every process, so that their search is made when one is. */
  function cleanWithout(ids: ReadonlySet<string>): Relief['clean'] {
    let made = ids.size === 0 ? clean : undefined;
    return (text, report) => (made ??= cleanBy(policy.without(ids)))(text, report);
  }

  const walkerWith = (allow: Allow | undefined): Walker =>
    createWalker({ keys, cards, clean, looks, replace, maxDepth, maxNodes, errorName, allow });
  const allow = exceptions.length === 0 ? undefined : createAllow(exceptions, cleanWithout);
  const walker = walkerWith(allow);
  const { visit } = walker;
  const writer = createJsonWriter({ ...walker, keys, isBare, maxDepth, maxNodes });
  const { onRedact } = settings;

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
    resetMeter(meter);
    return visit(x, undefined, createWalk({ report, detach, maxBreadth }));
  }

  let idle: Walk | undefined = createWriting(maxBreadth);

  function begin(): Walk {
    resetMeter(meter);
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
    writing.characters = 0;
    writing.converted = 0;
    writing.place = undefined;
    idle = writing;
  }

  function write(x: unknown): string | undefined {
    const writing = begin();
    let out: string | undefined;
    try {
      // The writer does not know at which entry of a list it is.
      if (allow?.concernsLists !== true || !Array.isArray(x)) out = writer.write(x, writing);
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

  const stringify = (x: unknown): string =>
    write(x) ?? guarded(() => oneLine(JSON.stringify(walk(x, true)) ?? 'null'), JSON.stringify(FAILED));

  let explaining: Walker['visit'] | undefined;

  function explain(x: unknown): readonly RedactionFinding[] {
    const findings: RedactionFinding[] = [];
    const path: (string | number)[] = [];
    const find = (rule: RuleName): RedactionFinding => ({ rule: rule.id, class: rule.class, path: formatPath(path) });
    const allowed: Note = (rule, { option, reason }) => {
      findings.push({ ...find(rule), allowed: { option, reason } });
    };
    // Only here it is asked which names hide nothing any more.
    explaining ??= freed.length === 0 ? visit : walkerWith(createAllow([...exceptions, ...freed], cleanWithout)).visit;
    const see = explaining;
    const state = createWalk({ report: (rule) => findings.push(find(rule)), detach: false, maxBreadth, path, allowed });
    resetMeter(meter);
    guarded(() => see(x, undefined, state), undefined);
    return findings;
  }

  return {
    value: (x) => guarded(() => walk(x, false), FAILED),
    text(s) {
      if (typeof s !== 'string') return stringify(s);
      return isPlain(s) ? s : String(guarded(() => walk(s, false), FAILED));
    },
    plain: (x) => guarded(() => walk(x, true), FAILED),
    stringify,
    members,
    explain,
  };
}
