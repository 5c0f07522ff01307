import type { LogFields } from '@plumbline/core';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { anyGraph, plantedGraph, plantedText, word } from '../../redact/test/fuzz/graphs.ts';
import { createLogger } from '../src/index.ts';
import { namesOnce } from './read-json.ts';

/** `npm run test:soak` runs the same properties on this many times the cases. */
const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
// Long where many share the processor, and longer where there are many cases; nothing here is timed.
vi.setConfig({ testTimeout: SCALE > 1 ? 1_200_000 : 120_000 });
const runs = (numRuns: number): { numRuns: number } => ({ numRuns: numRuns * SCALE });

const lines: string[] = [];
const logger = createLogger({
  service: 'api',
  level: 'trace',
  destination: { write: (line) => void lines.push(line) },
});

/** Callers in plain JavaScript are not held to the types, so every kind of value may stand in each place. */
type Call = (first: unknown, second?: unknown) => void;
const loosely = (log: typeof logger): { info: Call; error: Call } => log as unknown as { info: Call; error: Call };

/** The one line that the work wrote. */
function lineOf(work: () => void): string {
  lines.length = 0;
  work();
  expect(lines).toHaveLength(1);
  const line = lines[0] ?? '';
  expect(line.indexOf('\n')).toBe(line.length - 1);
  const record = JSON.parse(line) as Record<string, unknown>;
  expect(record).toMatchObject({ service: 'api', msg: expect.any(String), time: expect.any(String) });
  // Not by what `JSON.parse` made of it: in Node 24.21 it can give a key with an escape the name of another one. After
  // `{"a":1,"\\":2}` was read, `{"a":1,"\n":2}` is read as if its second key were a backslash.
  namesOnce(line);
  return line;
}

it('writes one valid line for each call, whatever it is given, and never throws', () => {
  fc.assert(
    fc.property(anyGraph, anyGraph, word, (first, second, text) => {
      expect(lineOf(() => loosely(logger).info(first(), text))).toMatch(/^\{"level":"info",/);
      expect(lineOf(() => loosely(logger).error(first(), second()))).toMatch(/^\{"level":"error",/);
      lineOf(() => loosely(logger).info(text));
    }),
    runs(1000),
  );
});

it('makes children of whatever it is given, whose lines are as sound', () => {
  fc.assert(
    fc.property(anyGraph, anyGraph, (bound, fields) => {
      const child = logger.child(bound() as LogFields);
      expect(lineOf(() => loosely(child).info(fields(), 'hello'))).toContain('"hello"');
      lineOf(() => loosely(child.child(fields() as LogFields)).info(bound()));
    }),
    runs(800),
  );
});

it('shows a planted secret in no line', () => {
  fc.assert(
    fc.property(plantedGraph, plantedText, ({ secret, make }, planted) => {
      expect(lineOf(() => loosely(logger).info(make(), 'hello'))).not.toContain(secret);
      const child = logger.child({ bound: make() });
      expect(lineOf(() => loosely(child).info({ text: planted.text }, planted.text))).not.toMatch(
        new RegExp([secret, planted.secret].map((one) => one.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`)).join('|')),
      );
    }),
    runs(1000),
  );
});
