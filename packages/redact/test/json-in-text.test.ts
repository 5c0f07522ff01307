import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { rewrite } from '../src/rewrite.ts';

const redactor = createRedactor();
const masked = createRedactor({ style: 'mask' });
const secret = ['hunter', '2now'].join('');

describe('JSON within a text', () => {
  it.each([
    { pin: 1234 },
    { password: 5 },
    { password: -1234.5, user: 'x' },
    { phone: 123 },
    { ssn: 5 },
    { email: 1, iban: 1 },
    { password: true, token: null },
    { card: 4_242_424_242_424_242 },
    { pins: [1234, 5678] },
    { cards: [[1, 4_242_424_242_424_242], [2]] },
    { a: [{ email: 1, otp: 123_456 }] },
  ])('is JSON still, with a mark where a number stood: %j', (x) => {
    for (const json of [
      JSON.stringify(x),
      JSON.stringify(x, undefined, 2),
      JSON.stringify({ body: JSON.stringify(x) }),
    ])
      for (const of of [redactor, masked]) {
        const shown = of.text(json);
        expect(JSON.parse(shown)).toBeTypeOf('object');
        expect(of.text(shown)).toBe(shown);
        expect(JSON.parse(String(of.value(json)))).toEqual(JSON.parse(of.stringify(JSON.parse(json))));
      }
  });

  it('has its marks in quotes within a sentence, too, and where the brackets stand close behind', () => {
    expect(redactor.text('got {"pin":1234} back')).toBe('got {"pin":"[redacted:key-pin]"} back');
    expect(redactor.text('{"a":[{"authorization":17} ],"x":"y"}')).toBe(
      '{"a":[{"authorization":"[redacted:key-authorization]"} ],"x":"y"}',
    );
    expect(redactor.text('{"authorization": [ ],"x":"y"}')).toBe('{"authorization": [ ],"x":"y"}');
    expect(redactor.text('{"a":{"pin" : 1234}}')).toBe('{"a":{"pin" : "[redacted:key-pin]"}}');
    expect(redactor.text(String.raw`body="{\"pin\":1234}"`)).toBe(String.raw`body="{\"pin\":\"[redacted:key-pin]\"}"`);
  });

  it('has no quotes where there were none before: a label is no JSON', () => {
    expect(redactor.text('pin: 1234')).toBe('pin: [redacted:key-pin]');
    expect(redactor.text("{'pin': 1234}")).toBe("{'pin': [redacted:key-pin]}");
    expect(redactor.text('"pin": 1234 and more')).toBe('"pin": [redacted:key-pin] and more');
  });

  it('keeps a count, as a field of that name does, and nothing longer', () => {
    expect(redactor.text('{"email":1,"secrets":17}')).toBe('{"email":1,"secrets":17}');
    expect(redactor.text('{"password":"17"}')).not.toContain('17');
    expect(redactor.text('{"password":1hunter2now}')).not.toContain('hunter');
  });
});

describe('JSON objects with other text around them', () => {
  it.each([
    { field: 'password', old: 'spring', new: 'winter' },
    { value: 'winter', path: 'password' },
    { loc: ['body', 'password'], msg: 'too short', input: 'winter' },
    { request: { body: JSON.stringify({ field: 'password', old: 'spring', new: 'winter' }) } },
  ])('are cleaned as the object is: %j', (x) => {
    const json = JSON.stringify(x);
    const cleaned = redactor.stringify(x);
    expect(cleaned).not.toContain('winter');
    expect(redactor.text(json)).toBe(cleaned);
    expect(redactor.text(`audit ${json} by x`)).toBe(`audit ${cleaned} by x`);
    expect(redactor.text(`${json}\n${json}\n{"a":1}`)).toBe(`${cleaned}\n${cleaned}\n{"a":1}`);
    expect(redactor.stringify({ msg: `got ${json}` })).toBe(JSON.stringify({ msg: `got ${cleaned}` }));
  });

  it('are left where they have no end, or are no JSON; what stands in quotes is no bracket', () => {
    expect(redactor.text('{"field":"password","note":"}","old":"spring","new":"winter"} end')).not.toContain('winter');
    for (const text of ['f() { "use strict"; return {"a":"}"} }', '{"a":1', 'x {"a":{"b":"\\"}'])
      expect(redactor.text(text)).toBe(text);
  });

  it('are looked for as often as a line has them, and no more', () => {
    const line = JSON.stringify({ field: 'password', old: 'spring', new: 'winter' });
    expect(redactor.text(`${line} `.repeat(64))).not.toContain('winter');
  });
});

describe('JSON in which something is found', () => {
  it('keeps its numbers, names and blanks as they were written', () => {
    const json = `{ "id": 12345678901234567890, "rate": 1.10, "e": 1E400, "n\\u0061me": "\\u00fc\\/", "password": "${secret}" }\n`;
    expect(redactor.value(json)).toBe(json.replace(secret, '[redacted:key-password]'));
  });

  it('keeps names that the parser of an engine took for those of another object', () => {
    JSON.parse(String.raw`{"a":1,"\\":2}`);
    const json = String.raw`{"p":{"a":1,"\n":2},"password":"${secret}"}`;
    expect(redactor.value(json)).toBe(json.replace(secret, '[redacted:key-password]'));
  });

  it('changes names that have to go, also beside names that are numbers', () => {
    const json = `{"b":12345678901234567890,"7":"x","a@b.example":1,"2":{"password":"${secret}"}}`;
    expect(redactor.value(json)).toBe(
      '{"b":12345678901234567890,"7":"x","[redacted:email]":1,"2":{"password":"[redacted:key-password]"}}',
    );
    const digits = '{"2025550123":1,"13":2,"5":3,"email":"a@b.example"}';
    expect(JSON.parse(String(redactor.value(digits)))).toEqual(JSON.parse(redactor.stringify(JSON.parse(digits))));
  });

  it('shows nothing of a name that stands twice in one object', () => {
    for (const json of [
      `{"v":["Authorization","${secret}"],"v":"","email":"a@b.example"}`,
      `{"x":{"v":["Authorization","${secret}"],"v":""},"email":"a@b.example"}`,
      `{"x":[{"1":["Authorization","${secret}"],"1":""}],"email":"a@b.example"}`,
    ])
      expect(redactor.value(json)).not.toContain(secret);
  });

  it('says of deep JSON what the walk says', () => {
    const deep = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)},"password":"${secret}"}`;
    expect(JSON.parse(String(redactor.value(deep)))).toEqual(redactor.plain(JSON.parse(deep)));
  });
});

/** Blanks and escapes that JSON allows, put where they change nothing. */
function written(x: unknown, blank: string): string {
  if (Array.isArray(x)) return `[${blank}${x.map((one) => written(one, blank)).join(`${blank},`)}${blank}]`;
  if (typeof x !== 'object' || x === null) return JSON.stringify(x);
  const members = Object.entries(x).map(
    ([name, of]) => `${JSON.stringify(name)}${blank}:${blank}${written(of, blank)}`,
  );
  return `{${blank}${members.join(`,${blank}`)}${blank}}`;
}

/** The same with some leaves replaced. */
function replaced(x: unknown, isTaken: (leaf: unknown) => boolean): unknown {
  if (Array.isArray(x)) return x.map((one) => replaced(one, isTaken));
  if (typeof x === 'object' && x !== null)
    return Object.fromEntries(Object.entries(x).map(([name, of]) => [name, replaced(of, isTaken)]));
  return isTaken(x) ? '[gone]' : x;
}

it('reads what is written over JSON as what was to be written, whatever it is', () => {
  const blanks = fc.constantFrom('', ' ', '\n\t', ' \r\n ');
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), blanks, fc.nat(3), (x, blank, kind) => {
      const source = blank + written(x, blank) + blank;
      const before: unknown = JSON.parse(source);
      const after = replaced(before, (leaf) => ['string', 'number', 'boolean', 'none'][kind] === typeof leaf);
      const out = rewrite(source, before, after);
      expect(JSON.parse(out)).toEqual(after);
      expect(kind === 3 ? out : source).toBe(source);
    }),
    { numRuns: 2000 },
  );
});

it('is JSON still where a value stands on the line below its name', () => {
  const body = ['{"password":\n"hunter', '2x","a":1}'].join('');
  const { body: clean } = redactor.plain({ body }) as { body: string };
  expect(JSON.parse(clean)).toEqual({ password: '[redacted:key-password]', a: 1 });
});
