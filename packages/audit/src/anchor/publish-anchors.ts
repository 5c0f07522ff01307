import {
  type Clock,
  createCounter,
  type Log,
  type Meter,
  noopLog,
  noopMeter,
  PlumblineError,
  systemClock,
  toError,
  withDeadline,
} from '@plumbline/core';
import type { Anchor } from '../seal/seal.ts';
import type { SealStore } from '../seal-store.ts';
import { type AnchorPlace, type AnchorStatement, type AnchorTarget, anchorError, checkKind } from './anchor-target.ts';
import { createTipReader } from './tip.ts';

export interface PublishAnchorsOptions {
  readonly store: Pick<SealStore, 'addAnchor' | 'anchors' | 'checkAnchors' | 'seals' | 'trail'>;
  readonly targets: readonly AnchorTarget[];
  readonly log?: Log;
  readonly meter?: Meter;
  readonly clock?: Clock;
  /** How long one target may take before the others' anchors count without it. @default 60,000 */
  readonly timeoutMs?: number;
}

export interface AnchorReport {
  /** What was to be anchored; undefined where there is no seal yet. */
  readonly statement: AnchorStatement | undefined;
  readonly published: readonly Anchor[];
  readonly failed: readonly { readonly kind: string; readonly error: Error }[];
}

/** Publishes again and again; a target that has the last seal already is passed over. */
export interface AnchorPublisher {
  /** Rejects where the seals cannot be read. Failing targets stand in the report, and never keep others from theirs. */
  publish(): Promise<AnchorReport>;
}

const DEFAULT_TIMEOUT_MS = 60_000;

export function createAnchorPublisher(options: PublishAnchorsOptions): AnchorPublisher {
  const {
    clock = systemClock,
    log = noopLog,
    meter = noopMeter,
    store,
    targets,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  } = options;
  if (targets.length === 0) throw new PlumblineError('PLB_OPTION_INVALID', 'anchors: `targets` must name at least one');
  for (const { kind } of targets) checkKind(kind);
  const counter = createCounter(meter, 'plumbline.audit.anchors');
  const tips = createTipReader(store);
  const done = new Map<AnchorTarget, number>();
  const failing = new Set<AnchorTarget>();

  const ask = async (target: AnchorTarget, statement: AnchorStatement): Promise<Anchor> => {
    const answer = await withDeadline(
      (async (): Promise<AnchorPlace | undefined> => target.publish(statement))(),
      timeoutMs,
      () => undefined,
    );
    if (!answer) throw anchorError(`${target.kind} did not answer within ${timeoutMs} ms`);
    const { receipt, where } = answer;
    const anchor = { kind: target.kind, ...statement, where, ...(receipt !== undefined && { receipt }) };
    await store.addAnchor(anchor);
    return anchor;
  };
  const publishTo = async (
    target: AnchorTarget,
    statement: AnchorStatement,
    refusal: Error | undefined,
  ): Promise<Anchor | Error> => {
    const { kind } = target;
    try {
      if (refusal) throw refusal;
      const anchor = await ask(target, statement);
      counter.add(1, { kind, outcome: 'success' });
      if (failing.delete(target)) log.info({ kind }, 'audit anchors are published again');
      done.set(target, statement.seal);
      return anchor;
    } catch (thrown) {
      counter.add(1, { kind, outcome: 'failed' });
      const err = toError(thrown);
      if (!failing.has(target))
        log.error({ err, code: 'PLB_AUDIT_ANCHOR', kind }, 'audit anchor could not be published');
      failing.add(target);
      return err;
    }
  };
  return {
    async publish() {
      const tip = await tips.read();
      if (!tip) return { statement: undefined, published: [], failed: [] };
      const statement = { ...tip, at: new Date(clock.now()).toISOString() };
      const open = targets.filter((target) => done.get(target) !== tip.seal);
      // Before any place has it: an anchor that the store cannot take would be made anew with every attempt.
      const refusal = open.length > 0 ? await store.checkAnchors?.().then(() => undefined, toError) : undefined;
      const results = await Promise.all(
        open.map(async (target) => ({ kind: target.kind, result: await publishTo(target, statement, refusal) })),
      );
      return {
        statement,
        published: results.flatMap(({ result }) => (result instanceof Error ? [] : [result])),
        failed: results.flatMap(({ kind, result }) => (result instanceof Error ? [{ kind, error: result }] : [])),
      };
    },
  };
}

/**
 * Publishes the last seal to every target, and stores an anchor for each that took it. Failures are counted, logged and
 * reported. Nothing is published where the store says beforehand that it takes no anchors. May be repeated: where the store
 * failed between place and receipt, the place gets one more anchor of the same seal, which says the same. Rejects with PLB_AUDIT_ANCHOR where the store no longer has a seal that was anchored.
 */
export const publishAnchors = (options: PublishAnchorsOptions): Promise<AnchorReport> =>
  createAnchorPublisher(options).publish();
