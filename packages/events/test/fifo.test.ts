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
        if (typeof command === 'number') {
          fifo.push(command);
          model.push(command);
        } else expect(fifo.shift()).toBe(model.shift());
        expect([fifo.length, fifo.peek()]).toEqual([model.length, model[0]]);
      }
    }),
  );
});
