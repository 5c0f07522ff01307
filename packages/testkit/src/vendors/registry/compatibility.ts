import { accepts, keywordsOf, listOf, numberOf, typesOf, valuesOf } from './accepts.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What a new schema no longer accepts: where, and what. */
export interface Incompatibility {
  /** JSON pointer into the schema. */
  readonly path: string;
  readonly what: string;
}

/** Keywords that are not reasoned about: equal, or incompatible. */
const OPAQUE = [
  '$ref',
  '$dynamicRef',
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'patternProperties',
  'propertyNames',
  'prefixItems',
  'contains',
  'minContains',
  'maxContains',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
  'minProperties',
  'maxProperties',
  'pattern',
] as const;

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const;
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'] as const;

const ALL_TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

function* typesLost(before: Schema, after: Schema): Generator<string> {
  const now = typesOf(after);
  if (now === undefined) return;
  for (const type of typesOf(before) ?? ALL_TYPES) {
    if (!now.has(type) && !(type === 'integer' && now.has('number'))) yield `no longer takes ${type}`;
  }
}

/** A bound is no tighter when the old schema had one that lies within it. */
function* boundsRaised(before: Schema, after: Schema): Generator<string> {
  for (const key of LOWER) {
    const bound = numberOf(after, key);
    if (bound !== undefined && !((numberOf(before, key) ?? -Infinity) >= bound)) yield `${key} was raised`;
  }
  for (const key of UPPER) {
    const bound = numberOf(after, key);
    if (bound !== undefined && !((numberOf(before, key) ?? Infinity) <= bound)) yield `${key} was lowered`;
  }
  const step = numberOf(after, 'multipleOf');
  if (step !== undefined && !Number.isInteger((numberOf(before, 'multipleOf') ?? Number.NaN) / step)) {
    yield 'multipleOf was added or changed';
  }
}

function* keywordsLost(before: Schema, after: Schema): Generator<string> {
  yield* typesLost(before, after);
  yield* boundsRaised(before, after);
  if (valuesOf(after) !== undefined) yield 'lists its values, which it did not';
  for (const key of OPAQUE) {
    if (after[key] !== undefined && JSON.stringify(before[key]) !== JSON.stringify(after[key])) {
      yield `${key} was added or changed`;
    }
  }
  if (after['uniqueItems'] === true && before['uniqueItems'] !== true) yield 'uniqueItems was added';
  const had = new Set(listOf(before['required']));
  for (const key of listOf(after['required'])) if (!had.has(key)) yield `requires ${String(key)}, which it did not`;
}

function* propertiesLost(before: Schema, after: Schema, path: string): Generator<Incompatibility> {
  const [old, now] = [keywordsOf(before['properties']), keywordsOf(after['properties'])];
  const [oldRest, rest] = [before['additionalProperties'] ?? true, after['additionalProperties'] ?? true];
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const was = Object.hasOwn(old, key) ? old[key] : oldRest;
    yield* lost(was, Object.hasOwn(now, key) ? now[key] : rest, `${path}/properties/${key}`);
  }
  yield* lost(oldRest, rest, `${path}/additionalProperties`);
}

const none = (generator: Generator): boolean => generator.next().done === true;

function* unionsLost(before: Schema, after: Schema, path: string): Generator<Incompatibility> {
  const branches = after['anyOf'];
  if (!Array.isArray(branches)) return;
  if (branches.some((branch) => none(lost(before, branch, path)))) return;
  yield { path: `${path}/anyOf`, what: 'no branch takes all that was taken' };
}

/** What `before` accepts and `after` does not; nothing where it accepts all of it. It errs towards refusing. */
function* lost(was: unknown, is: unknown, path: string): Generator<Incompatibility> {
  // An open schema takes everything, and would be followed for ever.
  if (is === true || Object.keys(keywordsOf(is)).length === 0) return;
  const [before, after] = [keywordsOf(was), keywordsOf(is)];
  const listed = valuesOf(before);
  if (listed !== undefined && OPAQUE.every((key) => key === 'pattern' || after[key] === undefined)) {
    // The listed values that other keywords of the old schema forbid were never valid.
    const gone = listed.filter((value) => accepts(before, value) && !accepts(after, value));
    if (gone.length > 0) yield { path, what: `no longer takes ${gone.length} of the values it listed` };
    return;
  }
  const branches = before['anyOf'];
  if (Array.isArray(branches)) {
    for (const [at, branch] of branches.entries()) yield* lost(branch, after, `${path}/anyOf/${at}`);
    return;
  }
  for (const what of keywordsLost(before, after)) yield { path, what };
  yield* unionsLost(before, after, path);
  const types = typesOf(before);
  if (types === undefined || types.has('object')) yield* propertiesLost(before, after, path);
  const bothItems = before['items'] !== undefined || after['items'] !== undefined;
  if (bothItems && (types === undefined || types.has('array'))) {
    yield* lost(before['items'] ?? true, after['items'] ?? true, `${path}/items`);
  }
}

/** What stops readers of the new schema from reading what was written under the old one. */
export const backwardFaults = (before: unknown, after: unknown): readonly Incompatibility[] => [
  ...lost(before, after, ''),
];
