import { createFind } from './find.ts';
import { createKeyIndex, wordsOf, type KeyIndex } from './keys.ts';
import type { CustomRule, RedactorOptions } from './options.ts';
import { RedactError } from './redact-error.ts';
import type { AnchoredRule, KeyRule, RuleName, ShapeRule } from './rule.ts';
import { keyRules, listRules, PRESETS, shapeRules } from './rules.ts';
import { bodyFault } from './safe-body.ts';

export interface Policy {
  readonly keys: KeyIndex;
  readonly shapes: readonly ShapeRule[];
  /** The rule for card numbers that are numbers, when the policy has it. */
  readonly cards: RuleName | undefined;
  /** Whether the quick look at a text may be trusted: only rules that ship are known to ask for what it looks for. */
  readonly plain: boolean;
}

const OPTIONS: ReadonlySet<string> = new Set([
  'presets',
  'add',
  'remove',
  'allowKeys',
  'style',
  'limits',
  'errorName',
  'onRedact',
]);
const LIMIT_NAMES: ReadonlySet<string> = new Set(['maxDepth', 'maxBreadth', 'maxNodes', 'maxTextLength']);
/** A reason of fewer characters says nothing to a reviewer. */
const MIN_REASON = 8;

function checkAnchored(rule: AnchoredRule, faults: string[]): void {
  const name = `rule \`${rule.id}\``;
  if (rule.anchors.length === 0 || rule.anchors.some((anchor) => anchor.length < 3)) {
    faults.push(`${name}: each of \`anchors\` needs at least three characters`);
  }
  const fault = bodyFault(rule.body);
  if (fault !== undefined) {
    faults.push(`${name}: \`body\` ${fault}`);
    return;
  }
  try {
    const find = createFind([{ ...rule, kind: 'anchored' }]);
    if (!rule.examples.every((example) => find(example).length > 0))
      faults.push(`${name} can never match: it does not find its own examples`);
  } catch {
    faults.push(`${name}: \`body\` is no regular expression`);
  }
}

function checkKeys(rule: KeyRule, faults: string[]): void {
  const index = createKeyIndex([rule]);
  for (const key of rule.keys) {
    if (wordsOf(key).length === 0 || key !== key.toLowerCase() || index.decide(key) === undefined) {
      faults.push(
        `rule \`${rule.id}\`: a key can never match; write its words in lower case, with spaces between them`,
      );
    }
  }
}

function checkAdded(rules: readonly CustomRule[], known: ReadonlySet<string>, faults: string[]): void {
  const seen = new Set(known);
  for (const rule of rules) {
    if (!/^[a-z][a-z0-9-]{1,48}$/.test(rule.id))
      faults.push('`add`: a rule id is lower case letters, digits and dashes, at most 49');
    if (seen.has(rule.id)) faults.push(`\`add\`: the rule id \`${rule.id}\` is taken`);
    seen.add(rule.id);
    if (rule.source.trim() === '') faults.push(`rule \`${rule.id}\`: \`source\` is empty`);
    if (rule.examples.length === 0) faults.push(`rule \`${rule.id}\`: \`examples\` is empty`);
    if (rule.kind === 'key') checkKeys(rule, faults);
    else checkAnchored(rule, faults);
  }
}

function checkAllowed(allow: Readonly<Record<string, string>>, index: KeyIndex, faults: string[]): void {
  for (const [key, reason] of Object.entries(allow)) {
    if (reason.trim().length < MIN_REASON)
      faults.push(`\`allowKeys.${key}\`: write the reason, in at least ${MIN_REASON} characters`);
    if (index.decide(key) === undefined)
      faults.push(`\`allowKeys.${key}\`: no rule hides this key, so the entry does nothing`);
  }
}

function checkNames(options: RedactorOptions, faults: string[]): void {
  for (const key of Object.keys(options)) if (!OPTIONS.has(key)) faults.push(`unknown option \`${key}\``);
  for (const [key, limit] of Object.entries(options.limits ?? {})) {
    if (!LIMIT_NAMES.has(key)) faults.push(`unknown limit \`limits.${key}\``);
    else if (!Number.isInteger(limit) || limit < 1) faults.push(`\`limits.${key}\` is no whole number above 0`);
  }
  for (const preset of options.presets ?? []) {
    if (!Object.hasOwn(PRESETS, preset))
      faults.push(`\`presets\` holds an unknown name; known are ${Object.keys(PRESETS).join(', ')}`);
  }
  const { style } = options;
  if (style !== undefined && style !== 'label' && style !== 'mask' && typeof style?.hash !== 'function') {
    faults.push("`style` is neither 'label' nor 'mask' nor { hash }");
  }
}

/** An index that leaves out the allowed keys, however they are written. */
function withAllowed(index: KeyIndex, allow: Readonly<Record<string, string>>): KeyIndex {
  const allowed = new Set(Object.keys(allow).map((key) => wordsOf(key).join(' ')));
  if (allowed.size === 0) return index;
  return {
    endsAt: index.endsAt,
    decide(key) {
      const rule = index.decide(key);
      return rule !== undefined && allowed.has(wordsOf(key).join(' ')) ? undefined : rule;
    },
  };
}

/** Turns options into the rules of one redactor; throws one {@link RedactError} that lists every fault. */
export function compilePolicy(options: RedactorOptions): Policy {
  const faults: string[] = [];
  checkNames(options, faults);
  const added = options.add ?? [];
  const ids = new Set(listRules().map(({ id }) => id));
  checkAdded(added, ids, faults);
  const removed = new Set(options.remove);
  for (const id of removed) if (!ids.has(id)) faults.push(`\`remove\` names an unknown rule: \`${id}\``);
  const classes = new Set((options.presets ?? ['strict']).flatMap((preset) => PRESETS[preset] ?? []));
  const active = (rule: RuleName): boolean => classes.has(rule.class) && !removed.has(rule.id);
  const index = createKeyIndex([
    ...keyRules.filter(active),
    ...added.filter((rule): rule is KeyRule => rule.kind === 'key'),
  ]);
  checkAllowed(options.allowKeys ?? {}, index, faults);
  if (faults.length > 0) throw new RedactError(faults.join('; '));
  const keys = withAllowed(index, options.allowKeys ?? {});
  // The rule for labels serves key names of both classes, so it stays as long as there are any.
  const shapes = shapeRules(keys).filter(
    (rule) => active(rule) || (rule.id === 'labelled' && classes.size > 0 && !removed.has(rule.id)),
  );
  const own = added.filter((rule): rule is AnchoredRule => rule.kind === 'anchored');
  const cards = shapes.find(({ id }) => id === 'card');
  return { keys, shapes: [...own, ...shapes], cards, plain: own.length === 0 && !classes.has('network') };
}
