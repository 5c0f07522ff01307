import { type Describer, PlumblineError } from '@plumbline/core';
import type { ActionClass } from '../action-spec.ts';
import type { AuditActions } from '../define-actions.ts';
import { describeActions } from '../describe-actions.ts';

/** The declared actions, as a page and by name. */
export interface DescribedActions {
  readonly page: string;
  readonly actions: readonly {
    readonly name: string;
    readonly description: string;
    readonly owner: string;
    readonly class: ActionClass;
    readonly sensitivity: 'normal' | 'high';
    readonly level: string;
  }[];
}

/** Runs in the process that imported the configuration. Throws PLB_CONFIG_INVALID where it declares no actions. */
export const describe: Describer = (given, [retention = '{}']): DescribedActions => {
  const { actions } = (given as { readonly audit?: { readonly actions?: AuditActions } }).audit ?? {};
  if (actions === undefined)
    throw new PlumblineError('PLB_CONFIG_INVALID', 'the configuration has no audited actions', {
      fix: 'Give it `audit: { actions: defineActions({ … }) }`.',
    });
  const kept = JSON.parse(retention) as Partial<Record<ActionClass, string>>;
  return {
    page: describeActions(actions, { retention: kept }),
    actions: Object.entries(actions.specs).map(([name, spec]) => ({
      name,
      description: spec.description,
      owner: spec.owner,
      class: spec.class,
      sensitivity: spec.sensitivity ?? 'normal',
      level: spec.level,
    })),
  };
};
