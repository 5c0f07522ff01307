import type { DropReason, FieldValue } from '@plumbline/core';
import type { EventDefinition, EventSource, Place } from './event-spec.ts';
import { type Field, shapeOf } from './field.ts';
import { FIELD_NAME } from './names.ts';

/** The answer about one payload. `faults` name fields and shapes, never values. */
export type CheckResult =
  | {
      readonly ok: true;
      /** A fresh object of `feature`, `surface` and the declared fields in their declared order; the caller owns it. */
      readonly payload: Record<string, FieldValue>;
    }
  | { readonly ok: false; readonly reason: DropReason; readonly faults: readonly string[] };

/** An event made ready for the hot path: arrays in place of objects, no zod. */
export interface CompiledEvent {
  readonly sources: readonly EventSource[];
  check(payload: unknown): CheckResult;
}

/** More faults than this say nothing new; a hostile payload could otherwise cost a line per key. */
const MAX_FAULTS = 10;

/** A key is shown only when it could be a field name: a sender may put anything into keys. */
const shown = (key: string): string => (key.length <= 40 && FIELD_NAME.test(key) ? `\`${key}\`` : 'a key');

const EMPTY: Readonly<Record<string, unknown>> = {};

function explain(event: EventDefinition, given: Readonly<Record<string, unknown>>): CheckResult {
  const faults: string[] = [];
  let personal = false;
  const chosen = (key: Place, values: readonly string[]): void => {
    const value = given[key];
    if (value === undefined ? values.length > 1 : !values.some((known) => known === value)) {
      const unsaid = value === undefined && event.fromContext.includes(key);
      const got = unsaid ? 'neither the call nor the running request says one' : `got ${shapeOf(value)}`;
      faults.push(`\`${key}\`: expected one of ${values.length} declared values, ${got}`);
    }
  };
  chosen('feature', event.features);
  chosen('surface', event.surfaces);
  for (const [name, field] of Object.entries(event.fields)) {
    const fault = field.accepts(given[name]);
    if (fault === undefined) continue;
    personal ||= field.looksPersonal(given[name]);
    faults.push(`\`${name}\`: ${fault}`);
  }
  for (const key in given) {
    if (faults.length >= MAX_FAULTS) break;
    if (key === 'feature' || key === 'surface' || Object.hasOwn(event.fields, key)) continue;
    faults.push(`${shown(key)} is not declared`);
  }
  if (faults.length === 0) faults.push('expected a plain object of fields');
  return { ok: false, reason: personal ? 'pii_shape' : 'invalid_field', faults: faults.slice(0, MAX_FAULTS) };
}

/**
 * A list as a plain one, item by item: a subclass may slice as it likes, or say in `toJSON` what nobody checked. An empty
 * place is undefined, which no list takes.
 */
function plainCopy(list: readonly unknown[]): readonly unknown[] {
  const copy: unknown[] = [];
  for (let index = 0; index < list.length; index += 1) copy.push(list[index]);
  return copy;
}

/** Prepares one event. The happy path reads each field once and allocates the answer alone; faults are explained apart. */
export function compileEvent(event: EventDefinition): CompiledEvent {
  const names = Object.keys(event.fields);
  const fields: readonly Field[] = Object.values(event.fields);
  const pick = (given: unknown, values: readonly string[]): string | undefined => {
    if (given === undefined) return values.length === 1 ? values[0] : undefined;
    return values.includes(given as string) ? (given as string) : undefined;
  };
  const hasStray = (offered: Readonly<Record<string, unknown>>): boolean => {
    for (const key in offered) {
      if (key !== 'feature' && key !== 'surface' && !Object.hasOwn(event.fields, key)) return true;
    }
    return false;
  };
  const check = (payload: unknown): CheckResult => {
    const given = payload === undefined ? EMPTY : payload;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      return { ok: false, reason: 'invalid_field', faults: [`expected an object of fields, got ${shapeOf(payload)}`] };
    }
    const offered = given as Readonly<Record<string, unknown>>;
    const feature = pick(offered['feature'], event.features);
    const surface = pick(offered['surface'], event.surfaces);
    if (feature === undefined || surface === undefined) return explain(event, offered);
    const out: Record<string, FieldValue> = { feature, surface };
    let known = (offered['feature'] === undefined ? 0 : 1) + (offered['surface'] === undefined ? 0 : 1);
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] as string;
      const value = offered[name];
      const kept = Array.isArray(value) ? plainCopy(value) : value;
      if ((fields[index] as Field).accepts(kept) !== undefined) return explain(event, offered);
      if (kept === undefined) continue;
      known += 1;
      out[name] = kept as FieldValue;
    }
    let keys = 0;
    for (const _ in offered) keys += 1;
    // Counts differ also where an optional field stands as undefined.
    return keys === known || !hasStray(offered) ? { ok: true, payload: out } : explain(event, offered);
  };
  return { sources: event.sources, check };
}
