import { isPlumblineError, type ProductAnswer, type ProductAsk } from '@plumbline/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DAY, endOfDays } from './any-event.ts';
import { anyAsked, anyHostileEvents, isWhole } from './hostile-texts.ts';
import { referenceRows } from './reference.ts';
import { startStore, type Store } from './store.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
const END = endOfDays();

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store[Symbol.asyncDispose]());

const PANELS = ['topRoutes', 'featureUsage', 'clientErrors', 'featureLedger', 'captureVolume', 'funnel'] as const;

const anyAsk: fc.Arbitrary<ProductAsk> = fc
  .record({
    panel: fc.constantFrom(...PANELS),
    span: fc.constantFrom({ days: 1 }, { from: END - DAY, until: END }),
    feature: fc.option(fc.array(anyAsked, { minLength: 1, maxLength: 4 })),
    team: fc.option(fc.array(anyAsked, { minLength: 1, maxLength: 4 })),
    steps: fc.uniqueArray(anyAsked, { minLength: 2, maxLength: 4 }),
  })
  .map(({ panel, span, feature, team, steps }) => ({
    panel,
    span,
    slice: { ...(feature && { feature }), ...(team && { team }) },
    ...(panel === 'funnel' && { steps }),
  }));

const textsOf = ({ slice = {}, steps = [] }: ProductAsk): readonly string[] => [
  ...Object.values(slice).flat(),
  ...steps,
];

/** Whether a question must be answered: whatever its texts are made of, so many characters always fit into an address. */
function isFair(ask: ProductAsk): boolean {
  const texts = textsOf(ask);
  const isNames = (ask.steps ?? []).every((step) => step !== '' && step.length <= 128);
  return isNames && texts.every(isWhole) && texts.join('').length <= 300;
}

/** The answer, or undefined where the question was refused as one that cannot be asked; any other error fails the test. */
async function answerOf(asked: () => Promise<ProductAnswer>): Promise<ProductAnswer | undefined> {
  try {
    return await asked();
  } catch (error) {
    if (isPlumblineError(error) && error.code === 'PLB_OPTION_INVALID') return undefined;
    throw error;
  }
}

it('answers what was asked, whatever texts it is asked in, or refuses', async () => {
  const property = fc.asyncProperty(
    anyHostileEvents(END),
    fc.array(anyAsk, { minLength: 120, maxLength: 120 }),
    async (events, asks) => {
      const database = await store.database();
      await store.send(database, events);
      await using queries = store.queries(database);
      for (const ask of asks) {
        const answer = await answerOf(() => queries.answer(ask));
        const isWrong = textsOf(ask).some((text) => !isWhole(text));
        expect({ ask, isAnswered: answer !== undefined || !isFair(ask) }).toEqual({ ask, isAnswered: true });
        const rows = answer && !isWrong ? referenceRows(ask, answer.span, events) : undefined;
        expect({ ask, rows: answer?.rows }).toEqual({ ask, rows });
      }
      await store.client.command({ query: `DROP DATABASE ${database}` });
    },
  );
  await fc.assert(property, { numRuns: SCALE, endOnFailure: true });
});

const ASK: ProductAsk = { panel: 'topRoutes', span: { days: 7 } };
const FUNNEL: ProductAsk = { panel: 'funnel', span: { days: 7 }, steps: ['page_viewed', 'item_created'] };

it.each<[string, unknown]>([
  ['a key with a quote', { ...ASK, slice: { "a' OR 1": ['x'] } }],
  ['a key with a semicolon', { ...ASK, slice: { 'a;b': ['x'] } }],
  ['an empty key', { ...ASK, slice: { '': ['x'] } }],
  ['a key that is a path', { ...ASK, slice: { 'a.b': ['x'] } }],
  ['a key of 65 letters', { ...ASK, slice: { ['k'.repeat(65)]: ['x'] } }],
  ['no value', { ...ASK, slice: { role: [] } }],
  ['a value that is no text', { ...ASK, slice: { role: [{ toString: 'x' }] } }],
  ['a value that is no list', { ...ASK, slice: { role: 'admin' } }],
  [
    'more keys than fit',
    { ...ASK, slice: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, ['x']])) },
  ],
  ['a slice of nothing', { ...ASK, slice: null }],
  ['a panel of another kind', { ...ASK, panel: 'toString' }],
  ['no span', { ...ASK, span: null }],
  ['half a day', { ...ASK, span: { days: 0.5 } }],
  ['days in a text', { ...ASK, span: { days: '7' } }],
  ['a span of nothing', { ...ASK, span: { from: 5, until: 5 } }],
  ['a span before time', { ...ASK, span: { from: -1, until: 5 } }],
  ['a span of ages', { ...ASK, span: { from: 0, until: 367 * DAY } }],
  ['a span after time', { ...ASK, span: { from: 10_413_792_000_000, until: 10_413_792_000_001 } }],
  ['one step', { ...FUNNEL, steps: ['page_viewed'] }],
  ['a step twice', { ...FUNNEL, steps: ['page_viewed', 'page_viewed'] }],
  ['nine steps', { ...FUNNEL, steps: 'abcdefghi'.split('') }],
  ['no steps', { ...FUNNEL, steps: null }],
  ['steps that do not fit', { ...FUNNEL, steps: 'abcdefgh'.split('').map((letter) => letter + '日'.repeat(127)) }],
  ['no time for a funnel', { ...FUNNEL, withinMs: 0 }],
  ['a statement as time', { ...FUNNEL, withinMs: '1)(1' }],
])('refuses %s, and says nothing of what was given', async (_, ask) => {
  await using queries = store.queries('plumbline');
  const error: unknown = await queries.answer(ask as ProductAsk).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'PLB_OPTION_INVALID' });
  expect(String(error)).not.toMatch(/OR 1|a;b|kkk|1\)\(1/);
});
