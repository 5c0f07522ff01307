import { PlumblineError } from '@plumbline/core';
import type { ActionSpec, ActionSpecs } from './action-spec.ts';
import { checkShape } from './check-shape.ts';
import { type CompiledAction, compileAction, subjectTypes } from './compile-action.ts';
import { isReserved, ownSpecs } from './own-specs.ts';

/** `noun.verb`: lower-case words with underscores. */
const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*\.[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const SUBJECT = /^[a-z][a-z0-9_]{0,39}$/;
/** The `action` column and label. */
const MAX_NAME = 80;

/** Declared actions of an application; what `createAudit` takes. */
export interface AuditActions<S extends ActionSpecs = ActionSpecs> {
  readonly specs: S;
  /** Sorted. */
  readonly names: readonly string[];
  /** The action of this name, declared or the trail's own, or undefined. */
  find(name: string): CompiledAction | undefined;
}

function checkAction(name: string, spec: ActionSpec): string[] {
  const faults: string[] = [];
  if (!NAME.test(name) || name.length > MAX_NAME) faults.push('its name is not `noun.verb` of at most 80 characters');
  if (isReserved(name)) faults.push('its name is reserved');
  if (!spec.description?.trim()) faults.push('`description` is empty');
  if (!spec.owner?.trim()) faults.push('`owner` is empty');
  if (!['security', 'access', 'administration', 'data'].includes(spec.class)) faults.push('`class` is unknown');
  if (!['metadata', 'change', 'values'].includes(spec.level)) faults.push('`level` is unknown');
  if (!subjectTypes(spec).every((type) => SUBJECT.test(type))) faults.push('a `subject` type is not snake_case');
  if (spec.level === 'metadata' && spec.changes) faults.push('`changes` needs level `change` or `values`');
  if (spec.level !== 'metadata' && !spec.changes) faults.push(`level \`${spec.level}\` needs \`changes\``);
  faults.push(...checkShape('fields', spec.fields), ...checkShape('changes', spec.changes));
  return faults.map((fault) => `${name}: ${fault}`);
}

/**
 * Declares every audited action. Throws PLB_ACTIONS_INVALID with all faults at once.
 *
 * @example
 * const actions = defineActions({ ...starterActions, 'invoice.voided': { description: '…', owner: '@billing',
 *   class: 'data', level: 'metadata', subject: 'invoice', fields: { reason: z.enum(['duplicate', 'error']) } } });
 */
export function defineActions<const S extends ActionSpecs>(specs: S): AuditActions<S> {
  const faults = Object.entries(specs).flatMap(([name, spec]) => checkAction(name, spec));
  if (faults.length > 0) throw new PlumblineError('PLB_ACTIONS_INVALID', `defineActions:\n  ${faults.join('\n  ')}`);
  const all: ActionSpecs = { ...specs, ...ownSpecs };
  const compiled = new Map(Object.entries(all).map(([name, spec]) => [name, compileAction(name, spec)]));
  return {
    specs,
    names: Object.keys(specs).toSorted(),
    find: (name) => compiled.get(name),
  };
}
