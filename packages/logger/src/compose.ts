import type { Places } from '@plumbline/redact';
import { isError } from './call-forms.ts';
import type { Cleaner } from './cleaner.ts';
import { type Bound, boundOf, joinSorted, partOf, type Plain, sortFields } from './record.ts';

/** Makes the members of lines from what callers pass: clean, with reserved names apart, and no name twice. */
export interface Composer {
  /** Fields of a child over those that are bound already. Never throws; `incomplete` says that a part could not be read. */
  bind(
    bound: Bound,
    fields: unknown,
  ): { readonly bound: Bound; readonly module: unknown; readonly incomplete: boolean };
  /** The JSON members of one line's fields over the bound ones. Never throws; `incomplete` says that a part is missing already. */
  membersOf(bound: Bound, fields: unknown, incomplete: boolean): string;
}

/** Says that a part of what the caller passed is missing. */
const CUT = ',"log_incomplete":true';

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The reserved names of bound fields and of those of one line, which are clean JSON with commas between. */
function restOf({ moved, rest }: Bound, apart: string): string {
  if (apart === '') return rest;
  // A bound name whose value JSON has nothing for leaves an empty object behind.
  if (moved === undefined || rest === ',"fields":{}') return `,"fields":{${apart}}`;
  const isOver = Object.keys(moved).some((name) => apart.includes(`"${name}":`));
  if (!isOver) return `${rest.slice(0, -1)},${apart}}`;
  // Only the names are read: those within may be misread by Node 24.21, see line-record.ts.
  const names = Object.keys(JSON.parse(`{${apart}}`) as Plain);
  const under = partOf(Object.fromEntries(Object.entries(moved).filter(([name]) => !names.includes(name))));
  return `,"fields":{${under.json === '' ? '' : `${under.json.slice(1)},`}${apart}}`;
}

const ANYWHERE: Places = new Map();

/** `onIncomplete` is called once for each line of which a part is missing. */
export function createComposer(
  { redactor, takeIncomplete, putIncomplete }: Cleaner,
  onIncomplete: () => void,
): Composer {
  /** Fields made plain and clean. */
  function read(fields: unknown): { fields: Plain; incomplete: boolean } {
    const named = isError(fields) ? { err: fields } : fields;
    const plain = redactor.plain(named);
    return { fields: isPlain(plain) ? plain : { value: plain }, incomplete: takeIncomplete() };
  }

  /** One set of clean fields over another; what only both together say is cleaned too. */
  function join(bound: Bound, fields: Plain): Bound {
    const joined = joinSorted(bound, sortFields(fields));
    if (bound.own.json === '' || redactor.members(joined.own.fields, ANYWHERE) !== undefined) return boundOf(joined);
    // A name from one side can say what the value of the other is: `{ name: 'authorization' }` and `{ value }`.
    const whole = redactor.plain(joined.own.fields);
    return boundOf(isPlain(whole) ? { own: partOf(whole), moved: joined.moved } : joined);
  }

  /** The members of a line in one pass from the caller's fields; undefined where they have to be made plain first. */
  function direct(bound: Bound, fields: unknown, before: boolean): string | undefined {
    if (fields === undefined) return joined(bound.own.json, bound.rest, before);
    if (typeof fields !== 'object' || fields === null) return undefined;
    // A name among the bound fields can say what a value of the line's own is.
    bound.simple ??= redactor.members(bound.own.fields, ANYWHERE) !== undefined;
    if (!bound.simple) return undefined;
    const members = redactor.members(fields, bound.places());
    if (members === undefined) return undefined;
    return joined(bound.own.json + members.json, restOf(bound, members.apart), takeIncomplete() || before);
  }

  /** The members of a line by way of plain data: slower, and for everything. */
  function detached(bound: Bound, fields: unknown, before: boolean): string {
    const call = read(fields);
    const { own, rest } = join(bound, call.fields);
    return joined(own.json, rest, call.incomplete || before);
  }

  function joined(own: string, rest: string, cut: boolean): string {
    if (cut) onIncomplete();
    return own + rest + (cut ? CUT : '');
  }

  return {
    bind(bound, given) {
      const around = takeIncomplete();
      try {
        const { fields, incomplete } = read(given);
        return { bound: join(bound, fields), module: fields['module'], incomplete };
      } catch {
        return { bound, module: undefined, incomplete: true };
      } finally {
        putIncomplete(around);
      }
    },
    membersOf(bound, fields, before) {
      try {
        return direct(bound, fields, before) ?? detached(bound, fields, before);
      } catch {
        onIncomplete();
        return CUT;
      }
    },
  };
}
