import { describe, expect, it } from 'vitest';
import { addTallies, composeLifecycles, createLifecycle, emptyTally, type Tally, withDeadline } from '../src/index.ts';

const tally = (delivered: number): Tally => ({ delivered, lost: { rejected: 1 }, pending: 2 });

describe('createLifecycle', () => {
  it('starts once, and again after a failed start', async () => {
    let starts = 0;
    const life = createLifecycle({
      async start() {
        starts += 1;
        if (starts === 1) throw new Error('first');
      },
    });
    await expect(life.start()).rejects.toThrow('first');
    await Promise.all([life.start(), life.start()]);
    expect(starts).toBe(2);
  });

  it('shuts down once, shares the promise, and never rejects', async () => {
    const errors: string[] = [];
    let stops = 0;
    const life = createLifecycle({
      async shutdown() {
        stops += 1;
        throw new Error('broken');
      },
      onError: (error) => errors.push(error.message),
    });
    expect(await Promise.all([life.shutdown(), life.shutdown()])).toEqual([emptyTally, emptyTally]);
    expect({ stops, errors }).toEqual({ stops: 1, errors: ['broken'] });
  });

  it('is disposed of by shutdown', async () => {
    let stopped = false;
    {
      await using _life = createLifecycle({
        async shutdown() {
          stopped = true;
          return emptyTally;
        },
      });
    }
    expect(stopped).toBe(true);
  });
});

describe('composeLifecycles', () => {
  const part = (name: string, seen: string[], fails = false) => ({
    async start(): Promise<void> {
      seen.push(`start ${name}`);
      if (fails) throw new Error(name);
    },
    flush: async (): Promise<Tally> => tally(1),
    async shutdown(): Promise<Tally> {
      seen.push(`stop ${name}`);
      return tally(1);
    },
  });

  it('starts in order, stops in reverse, adds up what was achieved', async () => {
    const seen: string[] = [];
    const whole = composeLifecycles([part('a', seen), part('b', seen)]);
    await whole.start();
    expect(await whole.shutdown()).toEqual({ delivered: 2, lost: { rejected: 2 }, pending: 4 });
    expect(seen).toEqual(['start a', 'start b', 'stop b', 'stop a']);
  });

  it('leaves nothing half-started', async () => {
    const seen: string[] = [];
    await expect(composeLifecycles([part('a', seen), part('b', seen, true), part('c', seen)]).start()).rejects.toThrow(
      'b',
    );
    expect(seen).toEqual(['start a', 'start b', 'stop a']);
  });

  it('gives later parts what the earlier ones left of one deadline', async () => {
    const given: number[] = [];
    let time = 0;
    const slow = (took: number) => ({
      start: async (): Promise<void> => undefined,
      flush: async (): Promise<Tally> => emptyTally,
      async shutdown(options?: { timeoutMs?: number }): Promise<Tally> {
        given.push(options?.timeoutMs ?? -1);
        time += took;
        return emptyTally;
      },
    });
    await composeLifecycles([slow(1), slow(900), slow(300)], { now: () => time }).shutdown({ timeoutMs: 1_000 });
    expect(given).toEqual([1_000, 700, 0]);
  });
});

it('adds up tallies by reason', () => {
  expect(addTallies([tally(1), { delivered: 0, lost: { queue_full: 5 }, pending: 0 }])).toEqual({
    delivered: 1,
    lost: { rejected: 1, queue_full: 5 },
    pending: 2,
  });
});

it('answers at the deadline and lets late failures pass', async () => {
  let fail: (error: Error) => void = () => undefined;
  const late = new Promise<string>((_resolve, reject) => (fail = reject));
  expect(await withDeadline(late, 5, () => 'late')).toBe('late');
  fail(new Error('after the deadline'));
});
