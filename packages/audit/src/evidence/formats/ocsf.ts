import type { AuditRecord } from '../../audit-record.ts';
import { compact, restOf, subjectOf } from './record-parts.ts';

/** Version of the Open Cybersecurity Schema Framework that {@link toOcsf} writes. */
export const OCSF_VERSION = '1.3.0';

/** An event of the Open Cybersecurity Schema Framework. */
export type OcsfEvent = Readonly<Record<string, unknown>>;

const ACCOUNT_CHANGE = 3001;
const AUTHENTICATION = 3002;
const ENTITY_MANAGEMENT = 3004;
const OTHER = 99;

const CLASS_NAMES: Readonly<Record<number, string>> = {
  [ACCOUNT_CHANGE]: 'Account Change',
  [AUTHENTICATION]: 'Authentication',
  [ENTITY_MANAGEMENT]: 'Entity Management',
};

/** Actions that a class of OCSF has an activity for: pattern, class, `activity_id`, its name. */
const ACTIVITIES: readonly (readonly [RegExp, number, number, string])[] = [
  [/^login\.(succeeded|failed)$/, AUTHENTICATION, 1, 'Logon'],
  [/^logout\.completed$/, AUTHENTICATION, 2, 'Logoff'],
  [/^mfa\.challenged$/, AUTHENTICATION, OTHER, 'MFA Challenge'],
  [/^impersonation\./, AUTHENTICATION, OTHER, 'Impersonation'],
  [/^user\.created$/, ACCOUNT_CHANGE, 1, 'Create'],
  [/^user\.enabled$/, ACCOUNT_CHANGE, 2, 'Enable'],
  [/^user\.disabled$/, ACCOUNT_CHANGE, 5, 'Disable'],
  [/^user\.deleted$/, ACCOUNT_CHANGE, 6, 'Delete'],
  [/^mfa\.enrolled$/, ACCOUNT_CHANGE, 10, 'MFA Factor Enable'],
  [/^mfa\.removed$/, ACCOUNT_CHANGE, 11, 'MFA Factor Disable'],
  [/^(role|entitlement)\.changed$/, ACCOUNT_CHANGE, OTHER, 'Rights Change'],
];

/** The verb of any other action, as an activity of Entity Management. */
const VERBS: readonly (readonly [RegExp, number, string])[] = [
  [/\.(created|requested|added|enrolled|placed)$/, 1, 'Create'],
  [/\.(read|accessed|exported|viewed)$/, 2, 'Read'],
  [/\.(changed|updated|accepted|executed|key_rotated)$/, 3, 'Update'],
  [/\.(deleted|erased|personal_erased|pruned|removed|hold_released)$/, 4, 'Delete'],
];

interface Activity {
  readonly classUid: number;
  readonly id: number;
  readonly name: string;
}

function activityOf(record: AuditRecord): Activity {
  const known = ACTIVITIES.find(([pattern]) => pattern.test(record.action));
  // Account Change and Authentication require a user; without one it is an entity that something happened to.
  if (known && targetOf(record)) return { classUid: known[1], id: known[2], name: known[3] };
  const verb = VERBS.find(([pattern]) => pattern.test(record.action));
  return { classUid: ENTITY_MANAGEMENT, id: verb?.[1] ?? OTHER, name: verb?.[2] ?? record.action };
}

/** The user that a record is about: the one it names, else the one who acted. */
function targetOf(record: AuditRecord): object | undefined {
  const id = subjectOf(record, 'user') ?? (record.actor.type === 'user' ? record.actor.id : undefined);
  return id === undefined || id === '' ? undefined : { uid: id };
}

const USER_TYPES: Readonly<Record<string, readonly [number, string]>> = {
  user: [1, 'User'],
  system: [3, 'System'],
  service: [OTHER, 'Service'],
  anonymous: [0, 'Unknown'],
};

function actorOf({ actor, org }: AuditRecord): object {
  const [typeId, type] = (Object.hasOwn(USER_TYPES, actor.type) && USER_TYPES[actor.type]) || [0, 'Unknown'];
  const user = compact({
    uid: actor.id === '' ? undefined : actor.id,
    // An event has a user by name or ID; nobody known is said as such.
    name: actor.id === '' ? 'anonymous' : undefined,
    type_id: typeId,
    type,
    groups: actor.role === undefined ? undefined : [{ name: actor.role, type: 'role' }],
    org: org === undefined ? undefined : { uid: org },
  });
  return { user };
}

function objectOf(record: AuditRecord, classUid: number): object {
  if (classUid === ENTITY_MANAGEMENT) {
    const [subject] = record.subjects;
    return { entity: subject ? { uid: subject.id, type: subject.type } : { name: record.action, type: 'action' } };
  }
  const service = {
    name: record.source.service,
    ...(record.source.version !== undefined && { version: record.source.version }),
  };
  return { user: targetOf(record), ...(classUid === AUTHENTICATION && { service }) };
}

/**
 * A record as an event of the Open Cybersecurity Schema Framework, of the class that fits its action: Account Change (3001),
 * Authentication (3002), else Entity Management (3004). API Activity (6003) is not used, as it requires the address of the
 * client, which a record does not have. What OCSF has no name for stands under `unmapped`. Severity is always informational:
 * it is for rules to raise it.
 */
export function toOcsf(record: AuditRecord): OcsfEvent {
  const { classUid, id, name } = activityOf(record);
  const isDone = record.outcome === 'success';
  return {
    class_uid: classUid,
    class_name: CLASS_NAMES[classUid],
    category_uid: 3,
    category_name: 'Identity & Access Management',
    activity_id: id,
    activity_name: name,
    type_uid: classUid * 100 + id,
    type_name: `${CLASS_NAMES[classUid] ?? ''}: ${name}`,
    severity_id: 1,
    severity: 'Informational',
    status_id: isDone ? 1 : 2,
    status: isDone ? 'Success' : 'Failure',
    ...(!isDone && { status_detail: record.outcome }),
    time: Date.parse(record.occurred_at),
    message: record.action,
    actor: actorOf(record),
    ...objectOf(record, classUid),
    metadata: compact({
      version: OCSF_VERSION,
      uid: record.id,
      event_code: record.action,
      correlation_uid: record.trace_id ?? record.request_id,
      logged_time: Date.parse(record.recorded_at),
      original_time: record.occurred_at,
      product: { name: 'Plumbline audit', vendor_name: 'Plumbline', feature: { name: record.source.service } },
    }),
    unmapped: compact({
      ...restOf(record),
      org: record.org,
      request_id: record.request_id,
      trace_id: record.trace_id,
      source: record.source,
    }),
  };
}
