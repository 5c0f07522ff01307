import { createLifecycle, type Lifecycle, type LifecycleSpec, type Tally } from '@plumbline/core';
import type { LifecycleSubject } from '../../src/index.ts';

export interface FakeState {
  accepted: number;
  stalled: boolean;
  starts: number;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A queue of three whose destination can be silent. */
export function fakeLife(
  change: (spec: LifecycleSpec, state: FakeState) => LifecycleSpec = (spec) => spec,
  wrap: (life: Lifecycle, state: FakeState) => Lifecycle = (life) => life,
): LifecycleSubject {
  const state: FakeState = { accepted: 0, stalled: false, starts: 0 };
  const drain = async (timeoutMs: number): Promise<Tally> => {
    if (state.stalled) await sleep(timeoutMs);
    return state.stalled
      ? { delivered: 0, lost: { shutdown_deadline: state.accepted }, pending: 0 }
      : { delivered: state.accepted, lost: {}, pending: 0 };
  };
  const spec: LifecycleSpec = {
    start: async () => void (state.starts += 1),
    flush: drain,
    shutdown: drain,
  };
  return {
    instance: wrap(createLifecycle(change(spec, state)), state),
    work: () => (state.accepted = 3),
    stall: () => void (state.stalled = true),
    starts: () => state.starts,
  };
}
