import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isWordAt } from '../src/chars.ts';
import { createRedactor, type CustomRule } from '../src/index.ts';
import { type Form, scanForm } from '../src/loose-anchors.ts';
import { patternOf } from '../src/own-rules.ts';
import { bodyFacts } from '../src/safe-body.ts';

const facts = { id: 'acme-key', class: 'secret', source: 'ACME handbook' } as const;
const staff: CustomRule = {
  kind: 'pattern',
  id: 'acme-staff',
  class: 'personal',
  source: 'ACME handbook',
  pattern: '[A-Z]{2}[0-9]{6}',
  examples: ['AB123456'],
};
const textOf = (rule: CustomRule, text: string): string => createRedactor({ add: [rule] }).text(text);

describe('a rule with anchors', () => {
  const keyOf = (body: string, more: { ignoreCase?: boolean } = {}): CustomRule => ({
    ...facts,
    kind: 'anchored',
    anchors: ['acme_'],
    body,
    examples: [`acme_${'a1'.repeat(10)}`],
    ...more,
  });
  const hidden = 'see [redacted:acme-key] now';

  it.each([
    ['[a-z0-9]{20}', 28],
    ['[a-z0-9]{1,64}', 96],
    ['[a-z0-9]{20}', 5000],
    ['[a-z0-9]{20}', 20],
  ])('%s hides all of a value of %i characters', (body, length) => {
    const value = 'a1'.repeat(length).slice(0, length);
    expect(textOf(keyOf(body), `see acme_${value} now`)).toBe(hidden);
    expect(textOf(keyOf(body), `see acme_${value}-_Z9 now`)).toBe(hidden);
  });

  it('goes on over other signs where the body reads them, and ends before all else', () => {
    const value = 'a1'.repeat(10);
    expect(textOf(keyOf('[a-z0-9+/]{20}'), `see acme_${value}+a/b now`)).toBe(hidden);
    expect(textOf(keyOf('[a-z0-9]{20}'), `see acme_${value}. Now`)).toBe('see [redacted:acme-key]. Now');
    expect(textOf(keyOf('[a-z0-9]{20}'), `see "acme_${value}", now`)).toBe('see "[redacted:acme-key]", now');
  });

  it('finds its anchors in either case of letters where it says so', () => {
    const value = `ACME_${'A1'.repeat(10)}`;
    const loose = keyOf('[a-z0-9]{20}', { ignoreCase: true });
    for (const text of [value, value.toLowerCase(), value.replace('CM', 'cm')])
      expect(textOf(loose, `see ${text} now`)).toBe(hidden);
    expect(textOf(keyOf('[a-z0-9]{20}'), `see ${value} now`)).toContain(value);
    expect(textOf(loose, `see X${value} now`)).toContain(value);
  });

  it('is judged with both cases of its letters, too', () => {
    expect(bodyFacts('[a-z]{1,200}[A-Z]{1,200}[a-z]{1,200}!', false)).toMatchObject({ least: 4 });
    expect(bodyFacts('[a-z]{1,200}[A-Z]{1,200}[a-z]{1,200}!', true)).toMatch(/too many ways/);
  });

  it('may hold signs and letters that are none of ASCII in an anchor without case', () => {
    const rule: CustomRule = {
      ...facts,
      kind: 'anchored',
      anchors: ['Schlüssel=('],
      body: '[0-9]{6}',
      examples: ['schlüssel=(123456'],
      ignoreCase: true,
    };
    expect(textOf(rule, 'SCHLüSSEL=(123456)')).toBe('[redacted:acme-key])');
  });
});

describe('a rule that reads far', () => {
  const far: CustomRule = {
    kind: 'anchored',
    id: 'far-note',
    class: 'secret',
    source: 'the handbook',
    anchors: ['aaa'],
    body: '[A-Za-z -]{1,16000}!',
    examples: ['aaab!'],
  };
  const redactor = createRedactor({ add: [far] });
  const hidden = '[redacted:far-note]';

  it.each(['aaa-', 'aaa ', 'aaa b-'])(
    'ends a text of %j where it has tried enough, and shows nothing behind',
    (part) => {
      for (const length of [1_000_000, 12_000]) {
        const text = `begin aaab! ${part.repeat(length / part.length)} and the end`;
        const shown = redactor.text(text);
        // A thousandth of the steps that all attempts would take: each could read to the end.
        expect(shown.length).toBeLessThan(8_000);
        expect(shown).toMatch(/^begin (?:\[redacted:far-note\].{0,8000})?\[truncated:\d+\]$|^\[truncated:\d+\]$/);
      }
    },
  );

  it('ends what a row of base64 stands for, too', () => {
    const row = btoa('aaa-'.repeat(2500));
    expect(redactor.text(`row ${row} and the end`)).toMatch(/^row ?\[truncated:\d+\]$/);
    expect(redactor.text(`row ${btoa('aaa-'.repeat(30))} and the end`)).toContain('and the end');
    expect(redactor.text(`row ${btoa(`${'aaa-'.repeat(30)}!`)} and the end`)).toBe(`row ${hidden} and the end`);
  });

  it('counts for all texts of one value', () => {
    const texts = Array.from({ length: 16 }, (_, i) => `${i} plain ${'aaa-'.repeat(2500)}`);
    const shown = redactor.plain(texts) as string[];
    expect(shown[0]).toMatch(/^0 plain ?\[truncated:\d+\]$/);
    expect(shown.at(-1)).toMatch(/^\[truncated:\d+\]$/);
  });

  it('takes nothing away from texts that mention its beginning', () => {
    const text = 'aaa is our prefix, aaa-1 the first of them, aaa_2 another; and so on. '.repeat(150);
    expect(redactor.text(text)).toBe(text);
    expect(redactor.text(`${text}aaa a note!`)).toBe(`${text}${hidden}`);
  });

  it('is known with the most that it reads', () => {
    expect(bodyFacts('(?:a|bc){2,3}d?(?=e{5})')).toMatchObject({ least: 2, most: 7 });
    expect(bodyFacts('[a-z -]{1,16000}!')).toMatchObject({ least: 2, most: 16_001 });
  });
});

describe('a rule with a pattern', () => {
  const who = '[redacted:acme-staff]';

  it.each([
    ['AB123456', who],
    ['by AB123456, CD654321', `by ${who}, ${who}`],
    ['id=AB123456;x', `id=${who};x`],
    ['x_AB123456-y', `x_${who}-y`],
    [String.raw`line\nAB123456`, String.raw`line\n${who}`],
    ['XAB123456', 'XAB123456'],
    ['AB1234567', 'AB1234567'],
    ['AB12345', 'AB12345'],
    ['ab123456', 'ab123456'],
    ['%41B123456', who],
  ])('makes of %s %s', (text, expected) => {
    expect(textOf(staff, text)).toBe(expected);
  });

  it('holds in values, keys and JSON, and in either case of letters where it says so', () => {
    const redactor = createRedactor({ add: [{ ...staff, ignoreCase: true }] });
    const x = { note: 'ab123456', Cd123456: 1, list: ['aB123456'] };
    const expected = { note: who, [who]: 1, list: [who] };
    expect(redactor.value(x)).toEqual(expected);
    expect(JSON.parse(redactor.stringify(x))).toEqual(expected);
  });

  it('may begin and end with a sign', () => {
    const rule: CustomRule = { ...staff, pattern: '#[0-9]{6}#', examples: ['#123456#'] };
    expect(textOf(rule, 'a#123456#b')).toBe(`a${who}b`);
  });

  it('may be a UUID', () => {
    const uuid = '0af76519-16cd-43dd-8448-eb211c80319c';
    const rule: CustomRule = { ...staff, pattern: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', examples: [uuid] };
    expect(textOf(rule, `customer ${uuid}`)).toBe(`customer ${who}`);
  });

  it('is tried a bounded number of times, each of a bounded length, over 1 MB of hostile text', () => {
    const worst: readonly (readonly [string, string])[] = [
      ['[A-Z]{2}[0-9]{6}', 'AB12345 '],
      ['[A-Z]{2}[0-9]{6}', 'A'],
      ['(?:[a-z]{1,8}[.]){2}[0-9]{2,40}', 'a.a.a.a.a.a.a.1'],
      ['[ -~]{6,80}', ' '],
    ];
    for (const [pattern, part] of worst) {
      const text = part.repeat(Math.ceil(1_000_000 / part.length));
      const read = bodyFacts(pattern);
      if (typeof read === 'string') throw new Error(read);
      const rule = patternOf({ ...staff, kind: 'pattern', pattern }, read);
      const whole = bodyFacts(rule.body);
      // The work of one attempt is proven by the check of bodies; here it is counted how many attempts there are.
      expect(whole).toMatchObject({ work: expect.toSatisfy((work: number) => work <= 256) });
      let attempts = 0;
      let last = -1;
      class Counted extends RegExp {
        override test(of: string): boolean {
          attempts++;
          // No place is tried twice, and none within what was found.
          expect(this.lastIndex > last).toBe(true);
          last = this.lastIndex;
          const found = super.test(of);
          if (found) last = this.lastIndex - 1;
          return found;
        }
      }
      const body = new Counted(rule.body, 'y');
      const form: Form = {
        rule,
        rank: 0,
        starts: rule.starts ?? new Uint8Array(129),
        body: () => body,
      };
      scanForm(
        text,
        form,
        () => undefined,
        () => undefined,
      );
      let places = 0;
      for (let i = 0; i < text.length; i++) if (!isWordAt(text, i) || !isWordAt(text, i - 1)) places++;
      expect(attempts).toBeLessThanOrEqual(places);
    }
  });
});

describe('a keyed hash', () => {
  it('keeps equal values comparable, and the case of letters counts', () => {
    const key = 'a key of this test';
    const hash = (value: string): string => createHmac('sha256', key).update(value).digest('base64url').slice(0, 12);
    const redactor = createRedactor({ style: { hash } });
    expect(redactor.text('jane@example.com')).toBe(redactor.text('jane@example.com'));
    expect(redactor.text('Jane@example.com')).not.toBe(redactor.text('jane@example.com'));
  });
});

describe('text', () => {
  it.each<[unknown, string]>([
    [{ password: 'x' }, '{"password":"[redacted:key-password]"}'],
    [['jane@example.com'], '["[redacted:email]"]'],
    [new String('jane@example.com'), '"[redacted:email]"'],
    [undefined, 'null'],
    [null, 'null'],
    [5, '5'],
    [4242424242424242, '"[redacted:card]"'],
    [12n, '"12"'],
    [Symbol('jane@example.com'), '"Symbol([redacted:email])"'],
    [() => 'jane@example.com', '"[function]"'],
  ])('of what is no text is a text all the same: %o', (x, expected) => {
    expect(createRedactor().text(x as string)).toBe(expected);
  });

  it('of what cannot be read is a text, too', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(createRedactor().text(proxy as string)).toBe('"[unreadable]"');
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    expect(typeof createRedactor().text(cyclic as never)).toBe('string');
  });
});
