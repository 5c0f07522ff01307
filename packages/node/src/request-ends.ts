import type { RequestSummary } from '@plumbline/core/context';

type Listener = (summary: RequestSummary) => void;

/** Who is told that a request has ended. Requests are bound before all who want to know are there. */
export interface RequestEnds {
  add(listener: Listener): void;
  readonly tell: Listener;
}

export function createRequestEnds(first: Listener): RequestEnds {
  const listeners = [first];
  return {
    add: (listener) => void listeners.push(listener),
    tell(summary) {
      for (const listener of listeners) listener(summary);
    },
  };
}
