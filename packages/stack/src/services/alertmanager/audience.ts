import type { Receiver, ReceiverName } from '../../model/stack-options.ts';
import type { StackModel } from '../../model/stack-model.ts';

/**
 * Who is told in the place of a route that is not named, the nearest first: for the audit trail those who are fewest. In
 * the place of the dead man's switch nobody is, since people do not notice that something stops.
 */
const IN_PLACE: Readonly<Record<ReceiverName, readonly ReceiverName[]>> = {
  oncall: ['chat', 'product', 'security'],
  security: ['oncall', 'chat', 'product'],
  product: ['chat', 'oncall', 'security'],
  chat: ['oncall', 'product', 'security'],
  deadman: [],
};

/** Who is told by a route. */
export interface Audience {
  readonly receivers: readonly Receiver[];
  /** The route whose receivers they are; undefined where nobody is told. */
  readonly from: ReceiverName | undefined;
}

/**
 * Receivers that a route has in effect: its own, else those of the first other that has some; an empty list is an answer
 * too, and tells nobody. PagerDuty wakes people: in the place of others it is told of nothing.
 */
export function audience({ options: { receivers: given = {} } }: StackModel, route: ReceiverName): Audience {
  const own = given[route];
  if (own !== undefined) return { receivers: own, from: own.length === 0 ? undefined : route };
  for (const other of IN_PLACE[route]) {
    const receivers = (given[other] ?? []).filter(({ kind }) => route === 'oncall' || kind !== 'pagerduty');
    if (receivers.length > 0) return { receivers, from: other };
  }
  return { receivers: [], from: undefined };
}
