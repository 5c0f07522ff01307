import type { LooseInput } from './action-spec.ts';
import type { AuditRecord } from './audit-record.ts';
import { checkCounts, checkExternal, type Fault, parseFields } from './check-input.ts';
import type { CompiledAction } from './compile-action.ts';
import type { DeclaredFields, ParsedFields } from './declared-fields.ts';
import type { PersonalInput } from './personal/personal-values.ts';

/** What the audit needs of a redactor. */
export interface AuditRedactor {
  /** The value without what must not be kept; the value itself where nothing is taken out. The same for the same value. */
  value(x: unknown): unknown;
}

/** Enough for the roles, plans and reasons of an application; long texts are seldom the same again. */
const MAX_KNOWN = 500;
const MAX_KNOWN_TEXT = 100;

/** The name of the only member; undefined where there are more, or none. */
function onlyName(x: unknown): string | undefined {
  if (typeof x !== 'object' || x === null || Array.isArray(x)) return undefined;
  let only: string | undefined;
  for (const name in x) {
    if (only !== undefined) return undefined;
    only = name;
  }
  return only;
}

/**
 * A redactor that asks once about a text that is written again and again and is clean, such as a role. It must stand alone:
 * what a redactor thinks of a member can depend on its neighbours.
 */
export function rememberClean(redactor: AuditRedactor): AuditRedactor {
  const known = new Map<string, Set<string>>();
  return {
    value(x) {
      const name = onlyName(x);
      const text = name === undefined ? undefined : (x as Readonly<Record<string, unknown>>)[name];
      if (name === undefined || typeof text !== 'string' || text.length > MAX_KNOWN_TEXT) return redactor.value(x);
      const texts = known.get(name);
      if (texts?.has(text)) return x;
      const clean = redactor.value(x);
      if (clean !== x) return clean;
      if (texts === undefined) known.set(name, new Set([text]));
      else {
        if (texts.size >= MAX_KNOWN) texts.clear();
        texts.add(text);
      }
      return x;
    },
  };
}

type Parsed = Extract<ParsedFields, { readonly ok: true }>;

/** The parts of a record that its action declares, and what stands beside them. */
export interface Details extends Pick<
  AuditRecord,
  'after' | 'before' | 'changed' | 'counts' | 'external' | 'metadata'
> {
  readonly personal: readonly PersonalInput[] | undefined;
}

const NOTHING: Readonly<Record<string, unknown>> = {};

const differ = (before: unknown, after: unknown): boolean =>
  before !== after &&
  (typeof before !== 'object' || typeof after !== 'object' || JSON.stringify(before) !== JSON.stringify(after));

/** Values to compare, personal ones by their text. */
const comparable = (side: Parsed | undefined): Readonly<Record<string, unknown>> =>
  side?.personal ? { ...side.data, ...Object.fromEntries(side.personal) } : (side?.data ?? NOTHING);

/** Names of what differs, or of what is given on one side only, sorted. */
function changedNames(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const names = Object.keys(before).filter((name) => differ(before[name], after[name]));
  for (const name of Object.keys(after)) {
    if (!Object.hasOwn(before, name) && differ(undefined, after[name])) names.push(name);
  }
  return names.length > 1 ? names.toSorted() : names;
}

const of = (side: 'before' | 'after', personal: readonly PersonalInput[] = []): PersonalInput[] =>
  personal.map(([name, value]) => [`${side}.${name}`, value]);

/** Checks and redacts them; what the level does not keep is compared and left out. */
export function checkDetails(action: CompiledAction, input: LooseInput, redactor: AuditRedactor): Details | Fault {
  const { changes, fields, spec } = action;
  const metadata = parseFields('metadata', fields, input.metadata);
  if (typeof metadata === 'string') return metadata;
  const before = parseFields('before', changes, input.before);
  if (typeof before === 'string') return before;
  const after = parseFields('after', changes, input.after);
  if (typeof after === 'string') return after;
  const { counts: givenCounts, external: givenCalls } = input;
  const counts = givenCounts === undefined ? undefined : checkCounts(givenCounts);
  if (typeof counts === 'string') return counts;
  const external = givenCalls === undefined ? undefined : checkExternal(givenCalls);
  if (typeof external === 'string') return external;
  const clean = (declared: DeclaredFields | undefined, data: Parsed['data'] | undefined): Parsed['data'] | undefined =>
    data === undefined || declared?.closed === true ? data : (redactor.value(data) as Parsed['data']);
  const values = spec.level === 'values';
  const sides = values && (before?.personal ?? after?.personal);
  return {
    after: values ? clean(changes, after?.data) : undefined,
    before: values ? clean(changes, before?.data) : undefined,
    changed: changes && changedNames(comparable(before), comparable(after)),
    counts,
    external: external && (redactor.value(external) as AuditRecord['external']),
    metadata: clean(fields, metadata?.data),
    personal: sides
      ? [...(metadata?.personal ?? []), ...of('before', before?.personal), ...of('after', after?.personal)]
      : metadata?.personal,
  } as Details;
}
