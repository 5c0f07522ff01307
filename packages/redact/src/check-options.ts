import type { PresetName, RedactionLimits, RedactionStyle, RedactorOptions } from './options.ts';
import {
  fieldPath,
  kindOf,
  nearest,
  note,
  type Problems,
  readList,
  readRecord,
  refuseOthers,
  shown,
  suggest,
} from './read-option.ts';
import { PRESETS } from './rules.ts';
import { readStyle } from './check-style.ts';

const OPTIONS: readonly (keyof RedactorOptions)[] = [
  'presets',
  'add',
  'remove',
  'allowKeys',
  'allow',
  'style',
  'limits',
  'errorName',
  'onRedact',
];
const LIMITS: readonly (keyof RedactionLimits)[] = ['maxDepth', 'maxBreadth', 'maxNodes', 'maxTextLength'];
const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];
const NAMED = 'name at least one of secrets, pii, strict';

/** The options that are checked by themselves. */
export interface Settings {
  readonly presets: readonly PresetName[];
  readonly style: RedactionStyle;
  readonly limits: RedactionLimits;
  readonly errorName: 'name' | 'type';
  readonly onRedact: RedactorOptions['onRedact'];
}

/** The fields of the options, each read once. */
export function readFields(x: unknown, problems: Problems): ReadonlyMap<string, unknown> {
  const meant = typeof x === 'string' ? nearest(x, PRESET_NAMES) : undefined;
  const fix = `write an object, such as { presets: ['${meant ?? 'strict'}'] }, or nothing`;
  const fields = readRecord(x, 'options', fix, problems) ?? new Map<string, unknown>();
  refuseOthers(fields, OPTIONS, '', problems);
  return fields;
}

function readPresets(x: unknown, problems: Problems): readonly PresetName[] {
  if (x === undefined) return ['strict'];
  const list = readList(x, 'presets', typeof x === 'string' ? "write a list: presets: ['strict']" : NAMED, problems);
  if (list === undefined) return ['strict'];
  const before = problems.length;
  const names: PresetName[] = [];
  for (const [i, entry] of list.entries()) {
    const name = PRESET_NAMES.find((known) => known === entry);
    if (name !== undefined) names.push(name);
    else {
      const known = `known are ${PRESET_NAMES.join(', ')}`;
      const fix = typeof entry === 'string' ? suggest(entry, PRESET_NAMES, known) : known;
      note(problems, `presets[${i}]`, `is ${kindOf(entry, true)} and no preset`, fix);
    }
  }
  if (problems.length === before && !names.some((name) => name !== 'ip')) {
    const what =
      names.length === 0 ? 'is empty, which would hide nothing' : "is 'ip' alone, which would hide no secret";
    note(problems, 'presets', what, NAMED);
  }
  return names.length === 0 ? ['strict'] : names;
}

function readLimits(x: unknown, problems: Problems): RedactionLimits {
  if (x === undefined) return {};
  const out: { -readonly [K in keyof RedactionLimits]: number } = {};
  const fields = readRecord(x, 'limits', 'write an object, such as { maxDepth: 32 }', problems);
  if (fields === undefined) return out;
  refuseOthers(fields, LIMITS, 'limits', problems);
  for (const name of LIMITS) {
    const limit = fields.get(name);
    if (limit === undefined) continue;
    if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1) out[name] = limit;
    else note(problems, `limits.${name}`, `is ${kindOf(limit, true)}`, 'write a whole number above 0');
  }
  return out;
}

function readErrorName(x: unknown, problems: Problems): 'name' | 'type' {
  if (x === undefined || x === 'name' || x === 'type') return x ?? 'name';
  note(problems, 'errorName', `is ${kindOf(x, true)}`, "write 'name' or 'type'");
  return 'name';
}

function readCounter(x: unknown, problems: Problems): RedactorOptions['onRedact'] {
  if (x === undefined) return undefined;
  if (typeof x === 'function') return (finding) => void Reflect.apply(x, undefined, [finding]);
  note(problems, 'onRedact', `is ${kindOf(x, true)} and no function`, 'write ({ rule, class }) => { … }');
  return undefined;
}

export function readSettings(fields: ReadonlyMap<string, unknown>, problems: Problems): Settings {
  return {
    presets: readPresets(fields.get('presets'), problems),
    style: readStyle(fields.get('style'), problems),
    limits: readLimits(fields.get('limits'), problems),
    errorName: readErrorName(fields.get('errorName'), problems),
    onRedact: readCounter(fields.get('onRedact'), problems),
  };
}

/** What `remove` is checked against. */
export interface Removable {
  /** All rules that ship. */
  readonly shipped: ReadonlySet<string>;
  /** Those of the presets in use. */
  readonly active: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
}

export function readRemoved(x: unknown, { shipped, active, own }: Removable, problems: Problems): ReadonlySet<string> {
  const fix =
    typeof x === 'string' ? `write a list: remove: [${shown(x)}]` : "write a list of ids of rules: remove: ['email']";
  const list = x === undefined ? [] : (readList(x, 'remove', fix, problems) ?? []);
  const removed = new Set<string>();
  for (const [i, entry] of list.entries()) {
    const option = `remove[${i}]`;
    if (typeof entry !== 'string') note(problems, option, `is ${kindOf(entry)} and no id of a rule`, fix);
    else if (own.has(entry))
      note(problems, option, `is ${shown(entry)}, a rule that \`add\` brings`, 'leave it out in both');
    else if (!shipped.has(entry))
      note(problems, option, `is ${shown(entry)}, an unknown rule`, suggest(entry, shipped, 'listRules() has all ids'));
    else if (active.has(entry)) removed.add(entry);
    else note(problems, option, `is ${shown(entry)}, which no preset in use has`, 'leave it out');
  }
  return removed;
}

/** The path of an entry of `allowKeys`. */
export const allowKeysPath = (key: string): string => fieldPath('allowKeys', key);
