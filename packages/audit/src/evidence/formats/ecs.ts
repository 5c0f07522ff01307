import type { AuditRecord } from '../../audit-record.ts';
import { compact, restOf, subjectOf } from './record-parts.ts';

/** Version of the Elastic Common Schema that {@link toEcs} writes. */
export const ECS_VERSION = '8.11.0';

/** A document of the Elastic Common Schema. */
export type EcsDocument = Readonly<Record<string, unknown>>;

/** Values of `event.category` and `event.type` that ECS expects together, by action or its first word. */
const KINDS: readonly (readonly [RegExp, readonly string[], readonly string[]])[] = [
  [/^login\./, ['authentication'], ['start']],
  [/^logout\./, ['authentication', 'session'], ['end']],
  [/^mfa\.challenged$/, ['authentication'], ['info']],
  [/^impersonation\.started$/, ['session'], ['start']],
  [/^impersonation\.ended$/, ['session'], ['end']],
  [/^(user|invite)\.created$/, ['iam'], ['user', 'creation']],
  [/^user\.(disabled|deleted)$/, ['iam'], ['user', 'deletion']],
  [/^(mfa|role|entitlement|user|invite)\./, ['iam'], ['user', 'change']],
  [/^settings\./, ['configuration'], ['change']],
  [/^(data|audit)\.(erased|pruned|personal_erased)$/, ['database'], ['change']],
  [/^(export|audit)\.(requested|read|exported)$/, ['database'], ['access']],
  [/^admin_route\./, ['web'], ['access']],
];

const CATEGORY_BY_CLASS: Readonly<Record<string, string>> = {
  security: 'authentication',
  access: 'iam',
  administration: 'configuration',
  data: 'database',
};

function kindOf({ action, class: actionClass }: AuditRecord): {
  readonly category: readonly string[];
  readonly type: readonly string[];
} {
  const known = KINDS.find(([pattern]) => pattern.test(action));
  return { category: known?.[1] ?? [CATEGORY_BY_CLASS[actionClass] ?? 'configuration'], type: known?.[2] ?? ['info'] };
}

/**
 * A record as a document of the Elastic Common Schema: `event.*`, `user.*`, `organization.*`, `service.*`, `trace.id` and
 * `http.request.id`. A record has no address, so there is no `source.ip`. What ECS has no name for stands under
 * `plumbline.audit`. Denied and failed are both `failure`, as ECS knows no other; which of them it was stands there too.
 */
export function toEcs(record: AuditRecord): EcsDocument {
  const { actor, org, request_id: requestId, source, trace_id: traceId } = record;
  const target = subjectOf(record, 'user');
  const user = compact({
    id: actor.id === '' ? undefined : actor.id,
    roles: actor.role === undefined ? undefined : [actor.role],
    target: target === undefined ? undefined : { id: target },
  });
  return {
    '@timestamp': record.occurred_at,
    ecs: { version: ECS_VERSION },
    event: {
      id: record.id,
      kind: 'event',
      action: record.action,
      ...kindOf(record),
      outcome: record.outcome === 'success' ? 'success' : 'failure',
      created: record.recorded_at,
      dataset: 'plumbline.audit',
      module: 'plumbline',
    },
    ...(user && { user }),
    ...(org !== undefined && { organization: { id: org } }),
    service: compact({ name: source.service, version: source.version, node: { name: source.instance } }),
    ...(traceId !== undefined && { trace: { id: traceId } }),
    ...(requestId !== undefined && { http: { request: { id: requestId } } }),
    plumbline: { audit: { ...restOf(record), actor_type: actor.type } },
  };
}
