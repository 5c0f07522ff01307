import fc from 'fast-check';

/** One thing that happens to a person's browser, their network or the service. Tabs are counted modulo those that are open. */
export type Move =
  | TabMove
  | { readonly move: 'open' | 'offline' | 'online' | 'kill-server' | 'start-server' }
  | { readonly move: 'network'; readonly does: NetworkState }
  | { readonly move: 'pause'; readonly ms: number };

export type TabMove =
  | { readonly move: 'capture'; readonly tab: number; readonly count: number }
  | { readonly move: 'flush' | 'close' | 'reload' | 'away' | 'crash'; readonly tab: number };

/** What becomes of requests to ingest. */
export const NETWORK_STATES = ['works', 'loses answers', 'loses requests', 'fails', 'is busy', 'is slow'] as const;
export type NetworkState = (typeof NETWORK_STATES)[number];

const tab = fc.nat(2);

const weighted = (weight: number, arbitrary: fc.Arbitrary<Move>): fc.WeightedArbitrary<Move> => ({ weight, arbitrary });

const onTab = (move: 'flush' | 'close' | 'reload' | 'away' | 'crash'): fc.Arbitrary<Move> =>
  fc.record({ move: fc.constant(move), tab });

const plain = (move: 'open' | 'offline' | 'online' | 'kill-server' | 'start-server'): fc.Arbitrary<Move> =>
  fc.constant({ move });

/** Any move; those that end something are rarer than those that go on. */
export const anyMove: fc.Arbitrary<Move> = fc.oneof(
  weighted(8, fc.record({ move: fc.constant('capture' as const), tab, count: fc.integer({ min: 1, max: 6 }) })),
  weighted(4, onTab('flush')),
  weighted(2, onTab('close')),
  weighted(2, onTab('reload')),
  weighted(2, onTab('away')),
  weighted(1, onTab('crash')),
  weighted(2, plain('open')),
  weighted(2, plain('offline')),
  weighted(2, plain('online')),
  weighted(1, plain('kill-server')),
  weighted(1, plain('start-server')),
  weighted(4, fc.record({ move: fc.constant('network' as const), does: fc.constantFrom(...NETWORK_STATES) })),
  weighted(1, fc.record({ move: fc.constant('pause' as const), ms: fc.integer({ min: 1, max: 200 }) })),
);

export const anySequence: fc.Arbitrary<readonly Move[]> = fc.array(anyMove, {
  minLength: 10,
  maxLength: 30,
  size: 'max',
});
