import { type Exception, oneName, readAllowedKeys, readExceptions } from './check-allow.ts';
import { readFields, readRemoved, readSettings, type Settings } from './check-options.ts';
import { type OwnRules, readAdded } from './check-rules.ts';
import { createKeyIndex, type KeyIndex } from './keys.ts';
import type { Problems } from './read-option.ts';
import { RedactError } from './redact-error.ts';
import type { KeyRule, RuleName, ShapeRule } from './rule.ts';
import { keyRules, PRESETS, ruleNames, shapeRules } from './rules.ts';

/** What a text is searched for. */
export interface Rules {
  readonly keys: KeyIndex;
  readonly shapes: readonly ShapeRule[];
}

export interface Policy extends Rules {
  /** The rule for card numbers that are numbers, when the policy has it. */
  readonly cards: RuleName | undefined;
  /** Whether the quick look at a text may be trusted: only rules that ship are known to ask for what it looks for. */
  readonly plain: boolean;
  readonly settings: Settings;
  /** The exceptions for single rules, and the names that hide nothing. */
  readonly exceptions: readonly Exception[];
  readonly freed: readonly Exception[];
  /** The same without some rules. */
  readonly without: (ids: ReadonlySet<string>) => Rules;
}

/** An index that leaves out the allowed keys, however they are written. */
function withAllowed(index: KeyIndex, allowed: ReadonlySet<string>): KeyIndex {
  if (allowed.size === 0) return index;
  return {
    endsAt: index.endsAt,
    numberOf: (key) => (allowed.has(oneName(key)) ? undefined : index.numberOf?.(key)),
    decide(key) {
      const rule = index.decide(key);
      return rule !== undefined && allowed.has(oneName(key)) ? undefined : rule;
    },
  };
}

type IsActive = (rule: RuleName) => boolean;

function shapesOf(
  own: OwnRules,
  keys: KeyIndex,
  isActive: IsActive,
  without: ReadonlySet<string>,
): readonly ShapeRule[] {
  return [...own.forms, ...shapeRules(keys).filter(isActive)].filter(({ id }) => !without.has(id));
}

const NO_RULES: ReadonlySet<string> = new Set();

/** Turns options into the rules of one redactor; throws one {@link RedactError} that lists all that is wrong with them. */
export function compilePolicy(options: unknown): Policy {
  const problems: Problems = [];
  const fields = readFields(options, problems);
  const settings = readSettings(fields, problems);
  const shipped = ruleNames();
  const known = new Set(shipped.map(({ id }) => id));
  const own = readAdded(fields.get('add'), known, problems);
  const classes = new Set(settings.presets.flatMap((preset) => PRESETS[preset]));
  // The rule for labels serves key names of both classes, so it stays as long as there are any.
  const isOfPreset: IsActive = (rule) => classes.has(rule.class) || rule.id === 'labelled';
  const ownIds = [...own.forms, ...own.names].map(({ id }) => id);
  const ofPresets = new Set(shipped.filter(isOfPreset).map(({ id }) => id));
  const removable = { shipped: known, active: ofPresets, own: new Set(ownIds) };
  const removed = readRemoved(fields.get('remove'), removable, problems);
  const isActive: IsActive = (rule) => isOfPreset(rule) && !removed.has(rule.id);
  const names: readonly KeyRule[] = [...keyRules.filter(isActive), ...own.names];
  const isMasked = settings.style === 'mask';
  const index = createKeyIndex(names, isMasked);
  const context = {
    index,
    known: new Set([...known, ...ownIds]),
    active: new Set([...[...ofPresets].filter((id) => !removed.has(id)), ...ownIds]),
    maxDepth: settings.limits.maxDepth ?? 32,
  };
  const freed = readAllowedKeys(fields.get('allowKeys'), context, problems);
  const exceptions = readExceptions(fields.get('allow'), context, problems);
  if (problems.length > 0) throw new RedactError(problems);
  const allowed = new Set(freed.map(({ at }) => String(at)));
  const rulesOf = (of: KeyIndex, without: ReadonlySet<string>): Rules => {
    const keys = withAllowed(of, allowed);
    return { keys, shapes: shapesOf(own, keys, isActive, without) };
  };
  const all = rulesOf(index, NO_RULES);
  return {
    ...all,
    cards: all.shapes.find(({ id }) => id === 'card'),
    plain: own.forms.length === 0 && !classes.has('network'),
    settings,
    exceptions,
    freed,
    without: (ids) =>
      rulesOf(
        names.some(({ id }) => ids.has(id))
          ? createKeyIndex(
              names.filter(({ id }) => !ids.has(id)),
              isMasked,
            )
          : index,
        ids,
      ),
  };
}
