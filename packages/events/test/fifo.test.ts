import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFifo } from '../src/fifo.ts';

it('behaves as an array does', () => {
  const steps = fc.array(fc.oneof(fc.nat(), fc.constant('shift')), { maxLength: 500 });
  fc.assert(
    fc.property(steps, (commands) => {
      const fifo = createFifo<number>();
      const model: number[] = [];
      for (const command of commands) {
        const shifts = typeof command === 'string';
        if (!shifts) fifo.push(command);
        if (!shifts) model.push(command);
        expect(shifts ? fifo.shift() : 0).toBe(shifts ? model.shift() : 0);
        expect([fifo.length, fifo.peek()]).toEqual([model.length, model[0]]);
      }
    }),
  );
});
