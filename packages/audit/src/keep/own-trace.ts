import { type AuditRecord, type AuditRow } from '../audit-record.ts';
import { createOwnRecords } from '../own-actions.ts';
import type { OwnSpecs } from '../own-specs.ts';
import type { RecordInput } from '../action-spec.ts';
import type { KeeperOptions } from './keeper-types.ts';

type Metadata = Readonly<Record<string, unknown>>;

/** The keeper's own records: written at once, and looked up to see how far an earlier call came. */
export interface OwnTrace {
  write<K extends keyof OwnSpecs>(action: K, input: RecordInput<OwnSpecs[K]>): Promise<void>;
  /** Metadata of the newest record of an action for which a condition holds, since a time (ms). */
  find(action: keyof OwnSpecs, fits: (metadata: Metadata) => boolean, from?: number): Promise<Metadata | undefined>;
}

const PAGE = 200;

function metadataOf({ body }: AuditRow): Metadata {
  try {
    return (JSON.parse(body) as AuditRecord).metadata ?? {};
  } catch {
    return {};
  }
}

export function createOwnTrace({ actor, auditStore, clock, context, service }: KeeperOptions): OwnTrace {
  const ownRecord = createOwnRecords({
    service,
    ...(actor && { actor }),
    ...(clock && { clock }),
    ...(context && { context }),
  });
  return {
    async write(action, input) {
      await auditStore.append([ownRecord(action, input)]);
    },
    async find(action, fits, from) {
      const filters = { action, ...(from !== undefined && { from }) };
      let after: string | undefined;
      for (;;) {
        const rows = await auditStore.read({
          filters,
          limit: PAGE,
          order: 'desc',
          ...(after !== undefined && { after }),
        });
        const found = rows.map(metadataOf).find(fits);
        if (found || rows.length < PAGE) return found;
        after = rows.at(-1)?.id;
      }
    },
  };
}
