import { oneLine, quoted } from './one-line.ts';
import { bytesOfJson, isOrdinary } from './containers.ts';
import { decimalOf } from './decimal.ts';
import { type Field, type FieldOf, isNumberOfThing, placeOf, ruleOf, type Places } from './fields.ts';
import type { KeyIndex } from './keys.ts';
import type { Leaves, Walk } from './leaves.ts';
import { flatLabels, isPair } from './lists.ts';
import { isLog, labelOf } from './neighbours.ts';
import type { IsPlain } from './plain.ts';
import type { KeyRule } from './rule.ts';
import type { Visit } from './walk.ts';

// One pass from the value to its JSON, without a copy between. Only what most records are made of is written here: objects
// that are nothing but their fields, arrays, texts and numbers. Everything else goes through the walk and then through
// JSON.stringify, part by part, so that both ways say the same; a test holds them against each other.

export interface JsonOptions {
  readonly visit: Visit;
  readonly fieldOf: FieldOf;
  readonly leaves: Leaves;
  readonly keys: KeyIndex;
  /** Whether a text needs no closer look, and no escapes in JSON. */
  readonly isBare: IsPlain;
  readonly maxDepth: number;
  readonly maxNodes: number;
}

export interface JsonWriter {
  /** The JSON of any value. Throws what the value's own code throws. */
  readonly write: (x: unknown, walk: Walk) => string;
  /**
   * The fields of an ordinary object as members of a larger one, each with a comma in front; those that belong apart are left
   * in `walk.apart`. Undefined where that cannot be done.
   */
  readonly members: (x: object, places: Places, walk: Walk) => string | undefined;
}

/** Fields that somebody put on every object would be read as the object's own. */
function isPolluted(): boolean {
  for (const _ in EMPTY) return true;
  return false;
}

const EMPTY: object = Object.freeze({});
/** Caught by who asked for the JSON, who then has the whole value made plain. */
const AGAIN = new Error('json: the value goes the long way');
const NO_PLACES: Places = new Map();

export function createJsonWriter({
  visit,
  fieldOf,
  leaves,
  keys,
  isBare,
  maxDepth,
  maxNodes,
}: JsonOptions): JsonWriter {
  const { quote, told } = leaves;

  /** The long way, for what is not written here. Undefined where JSON has nothing for the value. */
  function convert(x: unknown, rule: KeyRule | undefined, walk: Walk): string | undefined {
    const json: string | undefined = JSON.stringify(visit(x, rule, walk));
    return json === undefined ? undefined : oneLine(json);
  }

  function numberOf(x: number, walk: Walk): string {
    return x < 1e13 && x > -1e21 ? decimalOf(x) : (convert(x, undefined, walk) ?? 'null');
  }

  /** What stands under a name that hides it. */
  function hidden(x: unknown, rule: KeyRule, walk: Walk): string | undefined {
    if (typeof x !== 'string') return convert(x, rule, walk);
    const shown = told(x, rule, walk);
    return shown === x ? quote(x, walk) : quoted(shown);
  }

  function valueOf(x: unknown, walk: Walk): string | undefined {
    switch (typeof x) {
      case 'string':
        return quote(x, walk);
      case 'number':
        return numberOf(x, walk);
      case 'boolean':
        return x ? 'true' : 'false';
      case 'undefined':
        return undefined;
      case 'object':
        return x === null ? 'null' : append('', x, walk);
      case 'bigint':
      case 'symbol':
      case 'function':
      default:
        return convert(x, undefined, walk);
    }
  }

  /** Writes a container behind what is written already. Undefined where JSON has nothing for it, as its `toJSON` can say. */
  function append(out: string, x: object, walk: Walk): string | undefined {
    const { nodes, stack, found, converted } = walk;
    const depth = stack.length;
    const marks = found.length;
    const written = enter(out, x, walk);
    if (written !== undefined) return written;
    // A part of it went the long way already: once more at each level above would take as long as there are levels.
    if (walk.converted !== converted) throw AGAIN;
    walk.converted++;
    walk.nodes = nodes;
    stack.length = depth;
    found.length = marks;
    const json = convert(x, undefined, walk);
    return json === undefined ? undefined : out + json;
  }

  function enter(out: string, x: object, walk: Walk): string | undefined {
    const { stack } = walk;
    if (stack.length >= maxDepth || ++walk.nodes > maxNodes) return undefined;
    for (let i = 0; i < stack.length; i++) if (stack[i] === x) return undefined;
    const list = Array.isArray(x);
    if (!list && !isOrdinary(x)) return undefined;
    stack.push(x);
    const written = list ? items(`${out}[`, x, walk) : fields(`${out}{`, '}', x, NO_PLACES, walk);
    stack.pop();
    return written;
  }

  function fields(start: string, end: string, x: object, places: Places, walk: Walk): string | undefined {
    let out = start;
    // Whether the text written last still lacks its closing quote.
    let open = false;
    let field: Field | undefined;
    let left = walk.maxBreadth;
    const top = places !== NO_PLACES;
    let first = !top;
    let asked = false;
    for (const name in x) {
      const value = (x as Record<string, unknown>)[name];
      let known = field?.next;
      if (known === undefined || known.key !== name) {
        known = fieldOf(name, walk.report);
        if (field !== undefined && known.clean) field.next = known;
      }
      field = known;
      if (!field.clean || --left < 0) return undefined;
      if (field.holding && !top && bytesOfJson(x, Object.keys(x)) !== undefined) return undefined;
      if (field.telling) {
        if (field.changing || (top && !isLog(name))) return undefined;
        if (!asked && labelOf(x, Object.keys(x), keys) !== undefined) return undefined;
        asked = true;
      }
      const rule = field.rule === undefined && field.number === undefined ? undefined : ruleOf(field, value, keys);
      const place = top ? placeOf(field, places) : undefined;
      if (place === 'taken') return undefined;
      if (place === 'apart') {
        const json = rule === undefined ? valueOf(value, walk) : hidden(value, rule, walk);
        if (json !== undefined) walk.apart += (walk.apart === '' ? field.first : field.later) + json;
        continue;
      }
      if (rule === undefined && typeof value === 'string' && (isBare(value) || isNumberOfThing(field, value))) {
        out = out + (first ? field.firstText : open ? field.afterText : field.laterText) + value;
        open = true;
      } else {
        const head = first ? field.first : open ? field.after : field.later;
        const written =
          rule === undefined ? join(out, head, value, walk) : closed(out, head, hidden(value, rule, walk));
        if (written === undefined) continue;
        out = written;
        open = false;
      }
      first = false;
    }
    return open ? `${out}"${end}` : out + end;
  }

  function closed(out: string, head: string, json: string | undefined): string | undefined {
    return json === undefined ? undefined : out + head + json;
  }

  /** A value behind its name. */
  function join(out: string, head: string, x: unknown, walk: Walk): string | undefined {
    return typeof x === 'object' && x !== null ? append(out + head, x, walk) : closed(out, head, valueOf(x, walk));
  }

  function items(start: string, x: readonly unknown[], walk: Walk): string | undefined {
    const { length } = x;
    if (length > walk.maxBreadth || typeof (x as { toJSON?: unknown }).toJSON === 'function') return undefined;
    if (length > 0 && (x.some((item) => isPair(item)) || flatLabels(x, length, keys) !== undefined)) return undefined;
    let out = start;
    for (let i = 0; i < length; i++) {
      const item = x[i];
      if (i > 0) out += ',';
      const written = typeof item === 'object' && item !== null ? append(out, item, walk) : undefined;
      out = written ?? out + (typeof item === 'object' ? 'null' : (valueOf(item, walk) ?? 'null'));
    }
    return `${out}]`;
  }

  return {
    write(x, walk) {
      if (isPolluted()) return convert(x, undefined, walk) ?? 'null';
      return valueOf(x, walk) ?? 'null';
    },
    members(x, places, walk) {
      if (isPolluted() || Array.isArray(x) || !isOrdinary(x)) return undefined;
      walk.stack.push(x);
      walk.nodes++;
      const out = fields('', '', x, places, walk);
      walk.stack.pop();
      return out;
    },
  };
}
