import { hostname } from 'node:os';
import { type Clock, noopMeter, PlumblineError, type ServiceIdentity, systemClock } from '@plumbline/core';
import type { RequestContext } from '@plumbline/core/context';
import type { AuditActor, LooseInput, RecordInput } from './action-spec.ts';
import { type AuditRow, toRow } from './audit-record.ts';
import { createRecordBuilder } from './build-record.ts';
import { compileAction } from './compile-action.ts';
import { defaultRedactor } from './default-redactor.ts';
import { type OwnSpecs, ownSpecs } from './own-specs.ts';

export interface OwnRecordsOptions {
  readonly service: ServiceIdentity;
  /** Which replica or host wrote it. @default the host's name */
  readonly instance?: string;
  /** The request or job that a record is made in. @default none */
  readonly context?: () => RequestContext | undefined;
  readonly clock?: Clock;
  /** Who acts where neither the input nor the context says so. @default the system, as `plumbline-audit` */
  readonly actor?: AuditActor;
}

/** Makes the row of one action of the trail itself. Throws PLB_AUDIT_REFUSED. */
export type OwnRecords = <K extends keyof OwnSpecs>(action: K, input: RecordInput<OwnSpecs[K]>) => AuditRow;

const TOOL: AuditActor = { id: 'plumbline-audit', type: 'system' };

/**
 * Records what is done to the trail, for tools that write straight to a store: sealer, keeper, reader, command line. IDs
 * ascend within what one call made.
 *
 * @example
 * const ownRecord = createOwnRecords({ service: { name: 'approvals' } });
 * await store.append([ownRecord('audit.hold_released', { metadata: { hold: 'case-17' } })]);
 */
export function createOwnRecords(options: OwnRecordsOptions): OwnRecords {
  const { actor = TOOL, clock = systemClock, context = () => undefined, instance = hostname(), service } = options;
  const build = createRecordBuilder({ service, instance, context, redactor: defaultRedactor(noopMeter), clock });
  return (action, input) => {
    const given = input as LooseInput;
    const known = given.actor ?? (context()?.actor ? undefined : actor);
    const built = build(compileAction(action, ownSpecs[action]), { ...given, ...(known && { actor: known }) });
    if (built.ok) return toRow(built.body, built.leaf, built.personal);
    throw new PlumblineError('PLB_AUDIT_REFUSED', `${action}: ${built.fault}`);
  };
}
