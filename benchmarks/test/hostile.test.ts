import { describe, expect, test } from 'vitest';
import { formNames, makeText } from '../src/hostile/forms.ts';
import { measureHostile } from '../src/hostile/measure.ts';

describe('hostile texts', () => {
  test('there are many forms, and no two are the same text', () => {
    expect(formNames.length).toBeGreaterThan(100);
    expect(new Set(formNames.map((name) => makeText(name, 4_096))).size).toBe(formNames.length);
  });

  test.each(formNames)('%s: as long as asked for, and the same again', (name) => {
    const text = makeText(name, 5_000);
    expect(text).toHaveLength(5_000);
    expect(makeText(name, 5_000)).toBe(text);
  });

  test(
    'a call beyond its deadline is a hang; its process is replaced and the next form is measured',
    { timeout: 60_000 },
    async () => {
      // Quadratic in this engine: hours for a text of this length.
      const values = await measureHostile('logtape', { characters: 2 ** 20, deadlineMs: 500 }, [
        'only "漢"',
        'only " "',
      ]);
      expect(values).toMatchObject({ hangs: 1, quarterMs: 500, wholeMs: 500, 'only "漢" (ms)': 500 });
      expect(values['only " " (ms)']).toBeLessThan(500);
    },
  );
});
