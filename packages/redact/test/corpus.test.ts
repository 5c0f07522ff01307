import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { positions } from './corpus/build.ts';
import { harmless, harmlessFields } from './corpus/negatives.ts';
import { personal, secrets, sensitiveKeys, type Fact } from './corpus/positives.ts';

const redactor = createRedactor();

/** Everything a reader could see of a value, JSON and own text. */
function visible(x: unknown): string {
  return `${redactor.stringify(x)}\n${inspect(redactor.value(x), { depth: 20, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY })}`;
}

function seen(output: string, core: string): boolean {
  const forms = [core, encodeURIComponent(core), core.replaceAll('\n', String.raw`\n`)];
  return forms.some((form) => output.includes(form));
}

function leaksOf(facts: readonly Fact[]): readonly string[] {
  const leaks: string[] = [];
  for (const { kind, value, core } of facts) {
    for (const [position, place] of Object.entries(positions))
      if (seen(visible(place(value)), core)) leaks.push(`${kind} in ${position}`);
  }
  return leaks;
}

function tally(list: readonly string[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const entry of list) out[entry] = (out[entry] ?? 0) + 1;
  return out;
}

describe('what must go', () => {
  it('hides secrets in every position', () => {
    const leaks = leaksOf(secrets);
    expect({ tried: secrets.length * Object.keys(positions).length, leaks: tally(leaks) }).toEqual({
      tried: 6336,
      leaks: {},
    });
  });

  it('hides personal data in every position', () => {
    const leaks = leaksOf(personal);
    expect({ tried: personal.length * Object.keys(positions).length, leaks: tally(leaks) }).toEqual({
      tried: 4800,
      leaks: {},
    });
  });

  it.each(sensitiveKeys)('hides what stands under %s', (key) => {
    const places = [
      { [key]: 'plainvalue' },
      { [key]: ['plainvalue'] },
      { deep: [{ [key]: { inner: 'plainvalue' } }] },
      new Map([[key, 'plainvalue']]),
      JSON.stringify({ [key]: 'plainvalue' }),
      `note ${JSON.stringify({ [key]: 'plainvalue' })} end`,
      `${key}=plainvalue`,
      [[key, 'plainvalue']],
      { headers: [{ name: key, value: 'plainvalue' }] },
      `https://example.com/x?${encodeURIComponent(key)}=plainvalue`,
    ];
    expect(places.map((place) => visible(place).includes('plainvalue'))).toEqual(places.map(() => false));
  });
});

describe('what must stay', () => {
  const keeping = ['value', 'deep', 'message', 'json', 'jsonTwice', 'map', 'headers', 'key'];

  it('keeps ordinary values in every position', () => {
    const lost: string[] = [];
    for (const { kind, value } of harmless) {
      for (const position of keeping) {
        const input = positions[position]?.(value);
        const findings = redactor.explain(input);
        if (findings.length > 0) lost.push(`${kind} in ${position}: ${findings[0]?.rule}`);
      }
    }
    expect({ tried: harmless.length * keeping.length, lost: tally(lost) }).toEqual({ tried: 12_672, lost: {} });
  });

  it.each(harmlessFields)('keeps %s', (key, value) => {
    const input = { [key]: value };
    expect(redactor.value(input)).toBe(input);
    expect(redactor.text(JSON.stringify(input))).toBe(JSON.stringify(input));
  });
});
