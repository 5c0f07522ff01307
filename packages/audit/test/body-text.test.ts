import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBodyWriter, type Draft } from '../src/body-text.ts';
import { leafHash } from '../src/leaf.ts';
import { createLineMaker } from '../src/line-maker.ts';
import { fromSpoolLine, toSpoolLine } from '../src/spool-line.ts';

const source = { instance: 'host-1', service: 'approvals', version: '1.4.2' };

/** Texts as they come, most of them plain, and what a context can hold although its type says otherwise. */
const text = fc.oneof(
  { weight: 60, arbitrary: fc.stringMatching(/^[a-zA-Z0-9:/_ .-]{0,12}$/) },
  { weight: 1, arbitrary: fc.constantFrom('"', '\\', '\u0000', '\n', '\u007f', 'é', '\ud800', '🙂', '\u2028', '</a>') },
);
const odd = fc.oneof(
  { weight: 12, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(7, null, true, { a: 1 }) },
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const values = fc.dictionary(
  fc.stringMatching(/^[a-z_]{1,8}$/),
  fc.oneof(text, fc.double(), fc.boolean(), fc.array(text)),
);

const drafts = fc.record({
  action: fc.constant('role.changed'),
  actor: fc.record({ id: odd, impersonator: text, role: odd, type: fc.constant('user') }, { requiredKeys: ['type'] }),
  after: maybe(values),
  attempt: maybe(text),
  before: maybe(values),
  changed: maybe(fc.array(fc.constantFrom('a', 'b'))),
  class: fc.constant('access'),
  client: maybe(fc.constantFrom('browser', 'bot')),
  commitments: maybe(fc.dictionary(fc.stringMatching(/^[a-z.]{1,8}$/), fc.constant('00ff'))),
  counts: maybe(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.nat())),
  duration_ms: maybe(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
  external: maybe(fc.array(fc.record({ service: text }))),
  feature: maybe(odd),
  id: fc.uuid(),
  metadata: maybe(values),
  occurred_at: fc.constant('2026-11-21T10:00:00.123Z'),
  org: maybe(text),
  outcome: fc.constant('success'),
  recorded_at: fc.constant('2026-11-21T10:00:00.124Z'),
  request_id: maybe(odd),
  route_pattern: maybe(odd),
  sensitivity: maybe(fc.constant('high')),
  source: fc.constant(source),
  stage: maybe(fc.constantFrom('attempted', 'completed')),
  subjects: fc.array(fc.record({ id: text, type: fc.constant('user') }), { maxLength: 3 }),
  surface: maybe(odd),
  trace_id: maybe(odd),
  v: fc.constant(1),
}) as unknown as fc.Arbitrary<Draft>;

describe('the text of a body', () => {
  const write = createBodyWriter(source);

  test('is what JSON makes of it, to the letter; its leaf and line are those of that text', () => {
    const makeLine = createLineMaker(65_536);
    let ascii = 0;
    fc.assert(
      fc.property(drafts, (draft) => {
        const body = write(draft);
        expect(body.text).toBe(JSON.stringify(draft));
        if (body.ascii) ascii += 1;
        const { leaf, line } = makeLine(body);
        expect(leaf).toBe(createHash('sha256').update('\0').update(body.text).digest('hex'));
        expect(leaf).toBe(leafHash(body.text));
        expect(Buffer.from(line).toString()).toBe(toSpoolLine(body.text, leaf));
      }),
      { numRuns: 2_000 },
    );
    // Both ways were taken.
    expect(ascii).toBeGreaterThan(100);
    expect(ascii).toBeLessThan(1_900);
  });

  test('names its members in code unit order, all of them', () => {
    const [draft] = fc.sample(drafts, 1);
    expect(Object.keys(draft ?? {})).toEqual(Object.keys(draft ?? {}).toSorted());
  });

  test('of a service with a name of other letters is that of JSON too', () => {
    const elsewhere = { ...source, service: 'prüfung"' };
    const draft = { ...(fc.sample(drafts, 500).find((one) => write(one).ascii) as Draft), source: elsewhere };
    const body = createBodyWriter(elsewhere)(draft);
    expect(body).toEqual({ text: JSON.stringify(draft), ascii: false });
    const { leaf, line } = createLineMaker(65_536)(body);
    expect([leaf, Buffer.from(line).toString()]).toEqual([leafHash(body.text), toSpoolLine(body.text, leaf)]);
    expect(fromSpoolLine(Buffer.from(line).toString())?.body ?? body.text).toBe(body.text);
  });
});
