import { describe, expect, it } from 'vitest';
import { createAnchors } from '../src/anchors.ts';
import { createRedactor } from '../src/index.ts';
import { HEX, sample, sampleUuid, type AnchoredRule } from '../src/rule.ts';
import { markedRules, vendorRules } from './vendor-rules.ts';

const redactor = createRedactor({ presets: ['secrets'] });
const everyExample = vendorRules.flatMap((rule) => rule.examples.map((example) => ({ rule, example })));

interface Found {
  readonly start: number;
  readonly end: number;
  readonly id: string;
}

function findsOf(rules: readonly AnchoredRule[], text: string): readonly Found[] {
  const anchors = createAnchors(rules);
  const found: Found[] = [];
  const emit = (start: number, end: number, { id }: AnchoredRule): void => void found.push({ start, end, id });
  anchors.scanWords(text, emit);
  anchors.scanLoose(text, emit);
  return found;
}

/** What the search reads at all: a sign, a space, a long row of token characters, or seven digits. */
function isWorthASearch(text: string): boolean {
  return /[^A-Za-z0-9\-_./,]|[A-Za-z0-9_~-]{16}/.test(text) || text.replaceAll(/\D/g, '').length >= 7;
}

describe('the rules for vendors', () => {
  it('know more than 250 forms, each with an id of its own', () => {
    const ids = vendorRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(250);
  });

  it('name where each form is documented', () => {
    expect(
      vendorRules.filter(({ source }) => !/^https:\/\/[^\s]+(?: \(form: public secret scanners\))?$/.test(source)),
    ).toEqual([]);
  });

  it('read a bounded number of characters: no open quantifier', () => {
    const open = vendorRules.filter(({ body }) => /(?<!\\)[*+]|\{\d+,\}/.test(body.replaceAll(/\[[^\]]*\]/g, '')));
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  it('have anchors that the pass over a text can ask for: three ASCII characters, or a sign', () => {
    expect(createAnchors(vendorRules).table.always).toBe(false);
    const short = vendorRules.filter(({ anchors }) => anchors.some((anchor) => anchor.length < 3));
    expect(short.map(({ id }) => id)).toEqual([]);
  });

  it('find each example whole', () => {
    const missed = everyExample.filter(
      ({ rule, example }) => !findsOf([rule], example).some(({ start, end }) => start === 0 && end === example.length),
    );
    expect(missed.map(({ rule, example }) => `${rule.id} ${example}`)).toEqual([]);
  });

  it('have examples that are worth a search', () => {
    expect(everyExample.filter(({ example }) => !isWorthASearch(example)).map(({ rule }) => rule.id)).toEqual([]);
  });
});

const BEFORE = [
  '',
  '=',
  ':',
  ': ',
  '"',
  "'",
  '`',
  '/',
  '(',
  '[',
  '<',
  ',',
  ';',
  '|',
  '@',
  '\n',
  '\t',
  'MY_KEY_',
  'key-',
  'a.',
  String.raw`\n`,
  String.raw`\r\n`,
  String.raw`\t`,
];
const AFTER = ['', '"', "'", ',', ';', ')', ']', '}', '>', '&', '\n', ' next'];

describe('what stands around a key', () => {
  it.each(BEFORE)('behind %j it is found by its rule', (before) => {
    const missed = everyExample.filter(({ rule, example }) => {
      const text = `${before}${example}`;
      return !findsOf([rule], text).some(({ start, end }) => start <= before.length && end === text.length);
    });
    expect(missed.map(({ rule }) => rule.id)).toEqual([]);
  });

  it.each(AFTER)('before %j nothing of it stays', (after) => {
    const seen = everyExample.filter(({ example }) => {
      const text = redactor.text(`got ${example}${after}`);
      return text.includes(example.slice(-12)) || !text.includes('[redacted:');
    });
    expect(seen.map(({ rule }) => rule.id)).toEqual([]);
  });

  it('a letter or digit right before the beginning makes it another word', () => {
    const counted = new Set(vendorRules.filter(({ lead }) => lead !== undefined).map(({ id }) => id));
    const found = everyExample.filter(
      ({ rule, example }) =>
        !counted.has(rule.id) &&
        /^[A-Za-z0-9]/.test(example) &&
        findsOf([rule], `x${example}`).some(({ start }) => start < 2),
    );
    expect(found.map(({ rule }) => rule.id)).toEqual([]);
  });
});

describe('systems that change the case', () => {
  it.each([
    sample('dop_v1_', 64, HEX),
    sample('shpat_', 32, HEX),
    sample('rubygems_', 48, HEX),
    sample('squ_', 40, HEX),
    sample('pul-', 40, HEX),
    sample('dapi', 32, HEX),
    sample('sntryu_', 64, HEX),
    sampleUuid('sdk-'),
  ])('%s can still be used in upper case, and is found', (key) => {
    expect(findsOf(vendorRules, key.toUpperCase())).toMatchObject([{ start: 0, end: key.length }]);
  });
});

describe('keys that a mark within them tells', () => {
  const all = markedRules.flatMap((rule) => rule.examples.map((example) => ({ rule, example })));
  const found = (text: string): readonly (readonly [number, number])[] => {
    const spans: (readonly [number, number])[] = [];
    for (const { scan } of markedRules)
      scan(
        text,
        (start, end) => void spans.push([start, end]),
        () => undefined,
      );
    return spans;
  };

  it.each(all)('$example is found whole, also between quotes', ({ example }) => {
    expect(found(example)).toEqual([[0, example.length]]);
    expect(found(`key="${example}" next`)).toEqual([[5, 5 + example.length]]);
  });

  it.each([
    'AZDO is the mark of Azure DevOps',
    `${sample('', 20)}AZDO${sample('', 4)}`,
    `${sample('', 76)}AZDO${sample('', 40)}`,
    `${sample('', 120)}AZDO${sample('', 4)}`,
    'AzFunctions and AzSearch, ACDb and APIM',
    `${sample('', 32, HEX)}FFFFNRALx`,
  ])('%s is none', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('are read a bounded number of times', () => {
    expect(found('AZDO'.repeat(50_000))).toEqual([]);
  });
});
