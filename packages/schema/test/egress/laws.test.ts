import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffFacts, type Fact, factsBeyond, formatLock, parseLock } from '../../src/egress.ts';

/** A line, and what it lets out as a set: written down a second time, without the table that is tested. */
interface Modelled {
  readonly fact: Fact;
  readonly lets: readonly string[];
}

const range = (length: number): readonly number[] => Array.from({ length }, (_, at) => at);

const upTo = <T>(list: readonly T[], value: T): readonly T[] => list.slice(0, list.indexOf(value) + 1);

const modelled = (
  kind: string,
  columns: readonly string[],
  identity: readonly number[],
  lets: readonly string[],
): Modelled => {
  const name = [kind, ...identity.map((at) => columns[at])].join(' ');
  return { fact: { kind, columns }, lets: [name, ...lets.map((one) => `${name} ${one}`)] };
};

const id = fc.constantFrom('a', 'b');
const CLASSES = ['technical', 'category', 'flag', 'count', 'duration', 'time', 'pseudonymous', 'free-text'] as const;
const classesTo = (privacy: (typeof CLASSES)[number]): readonly string[] =>
  upTo(CLASSES, privacy).map((one) => `class ${one}`);
const DAYS = ['2027-01-01', '2027-06-01', '2028-01-01', 'none'] as const;
const KEPT = ['none', '1d', '30d', '100d', 'vendor'] as const;
const ERASURE = ['none-kept', 'supported', 'not-possible'] as const;
const CONSENT = ['analytics', 'essential'] as const;

const dest = fc
  .tuple(
    id,
    fc.constantFrom('first-party', 'third-party', 'undeclared'),
    fc.constantFrom('off', 'on'),
    fc.constantFrom('h1', 'h2'),
  )
  .map(([name, party, state, at]) =>
    modelled(
      'dest',
      [name, party, state, at, 'POST', '/'],
      [0, 3],
      [...(state === 'on' ? ['on'] : []), ...(party === 'undeclared' ? ['third-party', party] : [party])],
    ),
  );

const gate = fc
  .record({
    name: id,
    owner: fc.constantFrom('@x', '@y', 'none'),
    expires: fc.constantFrom(...DAYS),
    consent: fc.constantFrom(...CONSENT),
    erasure: fc.constantFrom(...ERASURE),
    retention: fc.constantFrom(...KEPT),
  })
  .map(({ name, owner, expires, consent, erasure, retention }) =>
    modelled(
      'gate',
      [
        name,
        `owner=${owner}`,
        `expires=${expires}`,
        `consent=${consent}`,
        `erasure=${erasure}`,
        `retention=${retention}`,
      ],
      [0],
      [
        ...(owner === 'none' ? ['unowned'] : []),
        ...upTo(DAYS, expires).map((day) => `until ${day}`),
        ...upTo(CONSENT, consent),
        ...upTo(ERASURE, erasure),
        ...upTo(KEPT, retention).map((days) => `kept ${days}`),
      ],
    ),
  );

const values = fc.subarray(['x', 'y', 'z'], { minLength: 1 });

const type = fc.oneof(
  values.map((list) => ({ text: `enum(${list.join('|')})`, lets: list.map((one) => `one ${one}`) })),
  values.map((list) => ({ text: `list(enum(${list.join('|')}))`, lets: list.map((one) => `some ${one}`) })),
  fc.nat(4).map((max) => ({ text: `int(0..${max})`, lets: range(max + 1).map((one) => `int ${one}`) })),
  fc.nat(4).map((max) => ({ text: `ms(0..${max})`, lets: range(max + 1).map((one) => `ms ${one}`) })),
  fc.nat(4).map((max) => ({ text: `text(${max})`, lets: range(max + 1).map((one) => `length ${one}`) })),
  fc.constant({ text: 'bool', lets: ['bool'] }),
);

const field = fc
  .tuple(
    id,
    fc.constantFrom('e', 'f'),
    fc.constantFrom('p', 'q'),
    type,
    fc.constantFrom(...CLASSES),
    fc.constantFrom('k', 'l'),
  )
  .map(([name, event, one, { text, lets }, privacy, as]) =>
    modelled('field', [name, event, one, text, privacy, `as=${as}`], [0, 1, 2, 5], [...lets, ...classesTo(privacy)]),
  );

const STRONG = ['pattern', 'sha256', 'redacted', 'synthetic-url'];

const letsOf = (transform: string): readonly string[] => {
  if (transform === 'count') return ['count'];
  return STRONG.includes(transform) ? ['count', transform] : ['count', ...STRONG, 'all'];
};

const attr = fc
  .tuple(
    id,
    fc.constantFrom('n', 'm'),
    fc.constantFrom(...CLASSES),
    fc.constantFrom('count', 'identity', 'iso-time', ...STRONG),
  )
  .map(([name, one, privacy, transform]) =>
    modelled('attr', [name, one, privacy, transform], [0, 1], [...letsOf(transform), ...classesTo(privacy)]),
  );

const send = fc
  .tuple(
    id,
    fc.constantFrom('e', 'f'),
    fc.constantFrom('why', 'what for'),
    fc.constantFrom(...CONSENT),
    fc.constantFrom(...DAYS),
  )
  .map(([name, event, purpose, consent, expires]) =>
    modelled(
      'send',
      [name, event, `purpose=${purpose}`, `consent=${consent}`, `expires=${expires}`],
      [0, 1],
      [`for ${purpose}`, ...upTo(CONSENT, consent), ...upTo(DAYS, expires)],
    ),
  );

const other = fc
  .tuple(fc.constantFrom('cookie', 'pixel'), fc.constantFrom('r', 's'))
  .map(([kind, one]) => modelled(kind, [one], [0], []));

const neutral = fc
  .constantFrom('2026-05-telemetry-v1', '2026-06-telemetry-v2')
  .map((version): Modelled => ({ fact: { kind: 'catalog', columns: [version] }, lets: [] }));

/** Both destinations always have terms, as the collector writes them: what their absence means is tested by itself. */
const terms = [
  { kind: 'gate', columns: ['a'] },
  { kind: 'gate', columns: ['b'] },
];

const lock = fc
  .uniqueArray(fc.oneof(dest, gate, field, attr, send, other, neutral), {
    maxLength: 12,
    selector: ({ fact, lets }) => lets[0] ?? fact.kind,
  })
  .map((lines) => {
    const gated = new Set(lines.flatMap(({ fact: { kind, columns } }) => (kind === 'gate' ? [columns[0]] : [])));
    const missing = terms.filter(({ columns }) => !gated.has(columns[0]));
    const open = missing.flatMap(({ columns }) => [
      `gate ${columns[0]}`,
      ...[
        'unowned',
        ...CONSENT,
        ...ERASURE,
        ...DAYS.map((day) => `until ${day}`),
        ...KEPT.map((days) => `kept ${days}`),
      ].map((one) => `gate ${columns[0]} ${one}`),
    ]);
    return {
      facts: [...lines.map(({ fact }) => fact), ...missing],
      lets: new Set([...lines.flatMap(({ lets }) => lets), ...open]),
    };
  });

it('finds no difference between a list and itself, in any order', () => {
  fc.assert(
    fc.property(lock, fc.infiniteStream(fc.nat(1000)), ({ facts }, weights) => {
      const shuffled = facts
        .map((fact) => [fact, weights.next().value as number] as const)
        .toSorted(([, a], [, b]) => a - b)
        .map(([fact]) => fact);
      expect(diffFacts(facts, shuffled)).toEqual([]);
      expect(formatLock(shuffled)).toBe(formatLock(facts));
      expect(parseLock(formatLock(facts))).toHaveLength(facts.length);
    }),
  );
});

it('calls a change widening exactly where more is let out than before', () => {
  let widened = 0;
  fc.assert(
    fc.property(lock, lock, (before, after) => {
      const more = [...after.lets].some((one) => !before.lets.has(one));
      const found = diffFacts(before.facts, after.facts).some(({ judgement }) => judgement === 'widening');
      widened += Number(found);
      expect(found).toBe(more);
      expect(factsBeyond(before.facts, after.facts).length > 0).toBe(more);
    }),
    { numRuns: 2_000 },
  );
  expect(widened).toBeGreaterThan(100);
});

it('calls a smaller change of few lines by its name', () => {
  fc.assert(
    fc.property(fc.oneof(field, gate, attr, dest, send), fc.oneof(field, gate, attr, dest, send), (before, after) => {
      fc.pre(before.lets[0] === after.lets[0]);
      const [change] = diffFacts([before.fact], [after.fact]);
      const [more, less] = [
        after.lets.some((one) => !before.lets.includes(one)),
        before.lets.some((one) => !after.lets.includes(one)),
      ];
      const same = JSON.stringify(before.fact) === JSON.stringify(after.fact);
      expect(change?.judgement).toBe(same ? undefined : more ? 'widening' : less ? 'narrowing' : 'neutral');
    }),
    { numRuns: 500 },
  );
});
