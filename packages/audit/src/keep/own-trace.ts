import type { AuditRecord, AuditRow } from '../audit-record.ts';
import { createOwnRecords } from '../own-actions.ts';
import type { OwnSpecs } from '../own-specs.ts';
import type { RecordInput } from '../action-spec.ts';
import type { KeeperOptions } from './keeper-types.ts';

type Metadata = Readonly<Record<string, unknown>>;

/** A record of the trail's own actions. */
export interface OwnRecord {
  readonly id: string;
  /** Name of the service that it says made it. */
  readonly service: string;
  readonly metadata: Metadata;
}

/**
 * The keeper's own records: written at once, and looked up to see how far an earlier call came. Whoever may add records can
 * add one that reads like the keeper's, so what was found is only ever a reason not to write the same again after a crash,
 * and never where a call has itself just done what the record says.
 */
export interface OwnTrace {
  write<K extends keyof OwnSpecs>(action: K, input: RecordInput<OwnSpecs[K]>): Promise<void>;
  /** Records of an action by whichever service, newest first, since a time (ms). */
  records(action: keyof OwnSpecs, from?: number): AsyncGenerator<OwnRecord, void, undefined>;
  /** The newest of them that names the keeper's service and for which a condition holds. */
  find(action: keyof OwnSpecs, fits: (metadata: Metadata) => boolean, from?: number): Promise<OwnRecord | undefined>;
}

const PAGE = 200;

function ownRecordOf({ body, id }: AuditRow): OwnRecord | undefined {
  try {
    const { metadata, source } = JSON.parse(body) as AuditRecord;
    return { id, metadata: metadata ?? {}, service: source.service };
  } catch {
    return undefined;
  }
}

export function createOwnTrace({ actor, auditStore, clock, context, service }: KeeperOptions): OwnTrace {
  const ownRecord = createOwnRecords({
    service,
    ...(actor && { actor }),
    ...(clock && { clock }),
    ...(context && { context }),
  });
  async function* records(action: keyof OwnSpecs, from?: number): AsyncGenerator<OwnRecord, void, undefined> {
    const filters = { action, ...(from !== undefined && { from }) };
    for (let after: string | undefined; ;) {
      const rows = await auditStore.read({
        filters,
        limit: PAGE,
        order: 'desc',
        ...(after !== undefined && { after }),
      });
      for (const row of rows) {
        const own = ownRecordOf(row);
        if (own) yield own;
      }
      if (rows.length < PAGE) return;
      after = rows.at(-1)?.id;
    }
  }
  return {
    async write(action, input) {
      await auditStore.append([ownRecord(action, input)]);
    },
    records,
    async find(action, fits, from) {
      for await (const own of records(action, from)) if (own.service === service.name && fits(own.metadata)) return own;
      return undefined;
    },
  };
}
