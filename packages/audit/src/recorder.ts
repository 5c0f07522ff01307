import { type Log, PlumblineError } from '@plumbline/core';
import type { RequestContext } from '@plumbline/core/context';
import type { LooseInput } from './action-spec.ts';
import { toRow } from './audit-record.ts';
import type { AuditStore } from './audit-store.ts';
import type { AuditReceipt, AuditTransaction, TransactionReceipt } from './audit-types.ts';
import type { BuiltRecord, RecordBuilder } from './build-record.ts';
import type { Counts, RefusalReason } from './counts.ts';
import type { AuditActions } from './define-actions.ts';
import { isRecordable, REFUSED_ACTION } from './own-specs.ts';
import { toSpoolLine } from './spool-line.ts';
import type { Spool } from './spool.ts';
import { usableContext } from './usable-context.ts';

/** No action has a longer name. What is no name is not repeated in messages: it comes from code, but nobody has checked it. */
const MAX_NAME = 80;
const NAME = /^[a-z0-9_.]+$/;

export interface RecorderOptions {
  readonly actions: AuditActions;
  readonly build: RecordBuilder;
  readonly context: () => RequestContext | undefined;
  readonly spool: Spool;
  readonly store: AuditStore;
  readonly counts: Counts;
  readonly log: Log;
  readonly strict: boolean;
  readonly isClosed: () => boolean;
  readonly wake: () => void;
}

export interface Recorder {
  readonly record: (action: string, input: LooseInput) => AuditReceipt;
  readonly inTransaction: (transaction: AuditTransaction) => {
    record(action: string, input: LooseInput): Promise<TransactionReceipt>;
  };
}

type Refusal = { readonly ok: false; readonly reason: RefusalReason; readonly fault: string };

const CLOSED: Refusal = { ok: false, reason: 'closed', fault: 'recorded after shutdown' };

const printable = (name: unknown): string =>
  typeof name === 'string' && name.length <= MAX_NAME && NAME.test(name) ? name : 'unreadable';

const refusalError = (action: unknown, { fault }: Refusal): PlumblineError =>
  new PlumblineError('PLB_AUDIT_REFUSED', `${printable(action)}: ${fault}`);

/**
 * A getter, so that a rejected promise exists only where somebody asks for it; on the prototype, so that logging or copying
 * a receipt does not ask.
 */
class Receipt implements AuditReceipt {
  readonly id: string;
  readonly accepted: boolean;
  readonly #durable: () => Promise<void>;
  constructor(id: string, accepted: boolean, durable: () => Promise<void>) {
    this.id = id;
    this.accepted = accepted;
    this.#durable = durable;
  }
  get durable(): Promise<void> {
    return this.#durable();
  }
}

/** The two ways to record: through the spool, and in the caller's transaction. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { actions, build, spool, store, counts, log, strict } = options;

  const prepare = (action: unknown, input: LooseInput): BuiltRecord | Refusal => {
    // Asked first: what is no text could have a text of its own making.
    const isName = typeof action === 'string' && action.length <= MAX_NAME && isRecordable(action);
    const compiled = isName ? actions.find(action) : undefined;
    if (!compiled) return { ok: false, reason: 'undeclared_action', fault: 'the action is not declared' };
    return build(compiled, input);
  };
  /** Throws only what `refuse` asks for; from there on the record is kept, and nothing takes that back. */
  const put = ({ body, leaf, line, personal }: BuiltRecord): (() => Promise<void>) => {
    try {
      return spool.put(personal ? toSpoolLine(body, leaf, personal) : line);
    } catch (error) {
      counts.refused('spool_unwritable');
      throw error;
    }
  };
  const keep = (action: string, built: BuiltRecord): AuditReceipt => {
    const durable = put(built);
    counts.recorded(action, built.outcome);
    log.info({ audit_id: built.id, audit_leaf: built.leaf, action }, 'audit');
    try {
      options.wake();
    } catch {
      // A clock that gives no timer: the next record or flush drains.
    }
    return new Receipt(built.id, true, durable);
  };
  /** The attempt itself must not vanish: who tried what is recorded under an action of its own. */
  const recordRefusal = (action: string, { reason }: Refusal): string => {
    const compiled = actions.find(REFUSED_ACTION);
    if (!compiled) return '';
    const metadata = { action: printable(action), reason };
    let built = build(compiled, { outcome: 'failed', metadata });
    if (!built.ok) {
      const { context, omitted } = usableContext(options.context);
      built = build(compiled, { outcome: 'failed', metadata: { ...metadata, omitted } }, () => context);
    }
    return built.ok ? keep(REFUSED_ACTION, built).id : '';
  };
  const refuse = (action: string, refusal: Refusal): AuditReceipt => {
    counts.refused(refusal.reason);
    const { reason, fault } = refusal;
    log.warn({ code: 'PLB_AUDIT_REFUSED', action: printable(action), reason, fault }, 'audit record refused');
    const id = reason === 'closed' ? '' : recordRefusal(action, refusal);
    return new Receipt(id, false, () => Promise.reject(refusalError(action, refusal)));
  };
  const record = (action: string, input: LooseInput): AuditReceipt => {
    if (options.isClosed()) return refuse(action, CLOSED);
    const built = prepare(action, input);
    if (!built.ok) {
      if (!strict) return refuse(action, built);
      counts.refused(built.reason);
      throw refusalError(action, built);
    }
    return keep(action, built);
  };
  const recordIn = async (
    transaction: AuditTransaction,
    action: string,
    input: LooseInput,
  ): Promise<TransactionReceipt> => {
    const built = options.isClosed() ? CLOSED : prepare(action, input);
    if (!built.ok) {
      counts.refused(built.reason);
      throw refusalError(action, built);
    }
    const { id, leaf, outcome } = built;
    const { text, params } = store.statement([toRow(built.body, leaf, built.personal)]);
    await transaction.query(text, params);
    // Not final: a rollback takes the record back, so verification does not miss it on this line's word.
    log.info({ audit_id: id, audit_leaf: leaf, action, audit_open: true }, 'audit');
    return {
      id,
      committed() {
        counts.recorded(action, outcome);
        counts.stored(1);
        log.info({ audit_id: id, audit_leaf: leaf, action }, 'audit');
      },
    };
  };
  return {
    record,
    inTransaction: (transaction) => ({ record: (action, input) => recordIn(transaction, action, input) }),
  };
}
