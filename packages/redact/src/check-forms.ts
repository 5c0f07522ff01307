import { type Entry, type Facts, listField, sourceField, switchField } from './check-rule-fields.ts';
import { createFind } from './find.ts';
import { anchoredOf, patternBody, patternOf } from './own-rules.ts';
import { note, shown } from './read-option.ts';
import type { AnchoredRule } from './rule.ts';
import { bodyFacts, type BodyFacts } from './safe-body.ts';

const MIN_ANCHOR = 3;
const MAX_ANCHOR = 200;
const MIN_PATTERN = 6;
/** Steps that one attempt at a pattern may take: it is tried at each word of a text. */
const MAX_PATTERN_WORK = 256;
/** What the engine writes itself, which no rule may take for a value. */
const OWN_MARKS =
  '[redacted:key-password] [unreadable] [circular] [too-deep] [too-many] [truncated:12] [binary:12] [function]';

/** Whether a form finds its own examples and leaves the engine's marks alone. */
function checkForm(rule: AnchoredRule, part: string, { at, problems }: Entry): void {
  const find = createFind([rule]);
  for (const [i, example] of rule.examples.entries()) {
    if (find(example).length > 0) continue;
    const folded = (text: string): string => (rule.ignoreCase === true ? text.toLowerCase() : text);
    const begins = rule.starts !== undefined || rule.anchors.some((anchor) => folded(example).includes(folded(anchor)));
    const fix = begins
      ? `let \`${part}\` match the example; no letter or digit may stand ${rule.starts === undefined ? 'before the anchor' : 'beside it'}`
      : 'write one of the `anchors` in the example, exactly as it is, or add the beginning of the example to them';
    note(
      problems,
      `${at}.examples[${i}]`,
      `can never match: the rule does not find this text of ${example.length} characters`,
      fix,
    );
  }
  if (find(`[redacted:${rule.id}] ${OWN_MARKS}`).length > 0)
    note(
      problems,
      `${at}.${part}`,
      'finds the words of ordinary texts too, such as `redacted`',
      'ask for a digit, a sign or a capital that words do not have',
    );
}

/** A rule with anchors. */
export function readAnchored(entry: Entry, facts: Facts | undefined): AnchoredRule | undefined {
  const { at, problems } = entry;
  const before = problems.length;
  const anchors = listField(entry, 'anchors', "write a list of the literal beginnings: anchors: ['acme_']", true);
  for (const [i, anchor] of (anchors ?? []).entries()) {
    if (anchor.length >= MIN_ANCHOR && anchor.length <= MAX_ANCHOR) continue;
    const fix = `each of \`anchors\` needs at least three characters and at most ${MAX_ANCHOR}; for a form without a fixed beginning write kind: 'pattern'`;
    note(problems, `${at}.anchors[${i}]`, `is ${shown(anchor)}`, fix);
  }
  const ignoreCase = switchField(entry, 'ignoreCase');
  const body = sourceField(entry, 'body', "write what follows the anchor: body: '[a-z0-9]{20,64}'");
  const read = body === undefined ? undefined : readBody(entry, 'body', body, ignoreCase === true);
  if (
    facts === undefined ||
    anchors === undefined ||
    body === undefined ||
    read === undefined ||
    problems.length > before
  )
    return undefined;
  const rule = anchoredOf(
    { ...facts, kind: 'anchored', anchors, body, ...(ignoreCase !== undefined && { ignoreCase }) },
    read,
  );
  checkForm(rule, 'body', entry);
  return rule;
}

function readBody({ at, problems }: Entry, name: string, body: string, ignoreCase: boolean): BodyFacts | undefined {
  const read = bodyFacts(body, ignoreCase);
  if (typeof read !== 'string') return read;
  note(
    problems,
    `${at}.${name}`,
    `is ${shown(body)}, which ${read}`,
    'write an expression whose parts are bounded and end where the next cannot begin',
  );
  return undefined;
}

/** A rule without anchors. */
export function readPattern(entry: Entry, facts: Facts | undefined): AnchoredRule | undefined {
  const { at, problems } = entry;
  const before = problems.length;
  const ignoreCase = switchField(entry, 'ignoreCase');
  const pattern = sourceField(entry, 'pattern', "write the source of the expression: pattern: '[A-Z]{2}[0-9]{6}'");
  const read = pattern === undefined ? undefined : readBody(entry, 'pattern', pattern, ignoreCase === true);
  if (pattern === undefined || read === undefined) return undefined;
  const fault = (what: string, fix: string): void =>
    note(problems, `${at}.pattern`, `is ${shown(pattern)}, which ${what}`, fix);
  if (read.bound)
    fault(
      'holds `^` or `$`',
      'leave them out: it is looked for wherever a word begins, and no letter or digit may stand beside it',
    );
  if (read.least < MIN_PATTERN)
    fault(
      `can match ${read.least} characters`,
      `let it match at least ${MIN_PATTERN}, or write kind: 'anchored' with a literal beginning`,
    );
  // What stands behind it can make it fail late, which counts.
  const whole = bodyFacts(patternBody(pattern), ignoreCase === true);
  const work = typeof whole === 'string' ? Infinity : whole.work;
  if (work > MAX_PATTERN_WORK)
    fault(
      `can take ${work === Infinity ? 'too many' : work} steps at each word of a text`,
      `let it read less, ${MAX_PATTERN_WORK} steps at most, or write kind: 'anchored' with a literal beginning`,
    );
  if (facts === undefined || problems.length > before) return undefined;
  const rule = patternOf({ ...facts, kind: 'pattern', pattern, ...(ignoreCase !== undefined && { ignoreCase }) }, read);
  checkForm(rule, 'pattern', entry);
  return rule;
}
