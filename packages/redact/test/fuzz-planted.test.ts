import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { plantedGraph, plantedText, word } from './fuzz/graphs.ts';
import { textsOf } from './fuzz/look.ts';

/** `npm run test:soak` runs the same properties on this many times the cases. */
const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
// Long where many share the processor, and longer where there are many cases; nothing here is timed.
vi.setConfig({ testTimeout: SCALE > 1 ? 7_200_000 : 120_000 });

const redactor = createRedactor();
const runs = (numRuns: number): { numRuns: number } => ({ numRuns: numRuns * SCALE });

it('shows a planted secret in nothing that it gives back', () => {
  fc.assert(
    fc.property(plantedGraph, ({ secret, make }) => {
      const graph = make();
      expect(redactor.stringify(graph)).not.toContain(secret);
      expect(JSON.stringify(redactor.explain(graph))).not.toContain(secret);
      expect(textsOf(redactor.plain(graph)).filter((text) => text.includes(secret))).toEqual([]);
      expect(textsOf(redactor.value(graph)).filter((text) => text.includes(secret))).toEqual([]);
    }),
    runs(4000),
  );
});

it('finds a secret between blanks whatever stands around it, and leaves a clean text alone', () => {
  fc.assert(
    fc.property(plantedText, ({ secret, text }) => {
      const once = redactor.text(text);
      expect(once).not.toContain(secret);
      expect(redactor.text(once)).toBe(once);
    }),
    runs(2000),
  );
});

it('has nothing more to do in a text the second time', () => {
  const text = fc.array(word, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (s) => {
      const once = redactor.text(s);
      expect(redactor.text(once)).toBe(once);
    }),
    runs(2000),
  );
});
