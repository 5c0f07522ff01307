import {
  type Adapter,
  defineAdapter,
  delivered,
  type EgressDeclaration,
  type ErasureOutcome,
  type ErasureRequest,
} from '@plumbline/core';

/** A destination that is asked to forget people, and what it was asked. */
export interface Asked {
  readonly adapter: Adapter;
  readonly requests: ErasureRequest[];
}

/** Who was asked, in order. */
export const order: string[] = [];

/** A destination that answers an erasure as the test says. */
export function forgetting(
  kind: string,
  outcome: ErasureOutcome,
  {
    role = 'mirror',
    erasure = 'supported',
  }: { role?: 'source' | 'mirror'; erasure?: EgressDeclaration['erasure'] } = {},
): Asked {
  const requests: ErasureRequest[] = [];
  const define = defineAdapter<{ allow: Readonly<Record<string, readonly string[]>> }, object>({
    kind,
    role,
    capabilities: { maxBatch: 1, idempotent: true },
    destinations: () => [],
    egress: () => ({
      party: 'first-party',
      endpoints: [],
      headers: [],
      sdkAdds: [],
      envelope: [],
      payloadAs: '{field}',
      retention: 'none',
      erasure,
    }),
    open: async () => ({}),
    send: async () => delivered(),
    async erase(_, request) {
      order.push(kind);
      requests.push(request);
      return outcome;
    },
  });
  return { adapter: define({ allow: {} }), requests };
}
