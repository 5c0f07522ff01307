import { readFileSync } from 'node:fs';
import { signals, wireLabel } from '@plumbline/core';
import {
  type AttributeSpec,
  type AttributeType,
  type Carrier,
  conventionAttributes,
  ownAttributes,
} from './attribute-table.ts';
import { lineFields } from './line-fields.ts';

interface Registry {
  /** By name: the type, and `deprecated` behind it where it is. */
  readonly attributes: Readonly<Record<string, string>>;
  /** First parts of the names. */
  readonly namespaces: readonly string[];
}

/** Names, types, deprecations and namespaces of the semantic conventions. */
export const registry: Registry = JSON.parse(
  readFileSync(new URL('registry.json', import.meta.url), 'utf8'),
) as Registry;

/** Labels of our instruments as they leave. All are words. */
const LABELS = new Set(Object.values(signals).flatMap(({ labels }) => Object.keys(labels).map(wireLabel)));

const TESTS: Readonly<Record<AttributeType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isSafeInteger(value),
  double: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  'string[]': (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  any: () => true,
};

function find<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  const template = Object.keys(table).find((key) => key.endsWith('.*') && name.startsWith(key.slice(0, -1)));
  return table[name] ?? (template === undefined ? undefined : table[template]);
}

const mistyped = (type: AttributeType, value: unknown): string | undefined =>
  TESTS[type](value) ? undefined : `is no ${type}: ${JSON.stringify(value)}`;

function judgeConvention(name: string, value: unknown): string | undefined {
  const known = registry.attributes[name] ?? find(templates, name);
  if (known === undefined) return undefined;
  const [type = '', deprecated] = known.split(' ');
  if (deprecated !== undefined) return 'is deprecated';
  return mistyped((/^template\[(.*)\]$/.exec(type)?.[1] ?? type) as AttributeType, value) ?? '';
}

const templates: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(registry.attributes)
    .filter(([, type]) => type.startsWith('template['))
    .map(([name, type]) => [`${name}.*`, type]),
);

const judgeOwn = (spec: AttributeSpec, carrier: Carrier, value: unknown): string | undefined =>
  spec.on.includes(carrier) ? mistyped(spec.type, value) : `is not declared for a ${carrier}`;

/**
 * What is wrong with an attribute that left: unknown to the conventions and to our tables, deprecated, of another type, or
 * named as a namespace. Undefined for a right one.
 */
export function faultOf(carrier: Carrier, name: string, value: unknown): string | undefined {
  if (registry.namespaces.includes(name)) return 'is a namespace of the conventions';
  const spec = find<AttributeSpec>(ownAttributes, name) ?? find<AttributeSpec>(conventionAttributes, name);
  const convention = judgeConvention(name, value);
  // A name of the conventions is one of ours to set as well, so that the page of names is whole.
  if (spec !== undefined) return convention || judgeOwn(spec, carrier, value);
  if (convention !== undefined) return convention || 'is set by us and stands in no table of ours';
  if (carrier === 'metric' && LABELS.has(name)) return mistyped('string', value);
  const field = carrier === 'log' ? lineFields[name] : undefined;
  return field === undefined ? 'is unknown' : mistyped(field, value);
}

/** Every fault of these attributes, with the names of an application left aside. */
export const faultsOf = (
  carrier: Carrier,
  attributes: Readonly<Record<string, unknown>>,
  applications: ReadonlySet<string> = new Set(),
): readonly string[] =>
  Object.entries(attributes).flatMap(([name, value]) => {
    const fault = applications.has(name) ? undefined : faultOf(carrier, name, value);
    return fault === undefined ? [] : [`${carrier} ${name} ${fault}`];
  });
