import fc from 'fast-check';
import { makeEvent } from '../support.ts';
import { AWKWARD } from './any-event.ts';
import type { Events } from './event-lists.ts';

/** Texts that statements, addresses, JSON or formats of ClickHouse give a meaning. */
const MEANT = [
  ...AWKWARD,
  "') OR 1=1; DROP TABLE plumbline.product_telemetry_events --",
  String.raw`\'`,
  '\\',
  "'",
  '\\N',
  'NULL',
  "['a','b']",
  '\u0000',
  'a\u0000b',
  '\r\n\t\b\f\v',
  '%27%00&query=SELECT+1',
  '\u2028\ufeff\ufffd',
  '{slice0:Array(String)}',
  '/* */ -- #',
  '😀',
  ' ',
  '0',
];

const anyMeant = fc.constantFrom(...MEANT);

const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: anyMeant },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
);

/** Texts that may be asked for: also halves of characters, and some that are too long. */
export const anyAsked: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: anyText },
  { weight: 1, arbitrary: fc.constantFrom('\ud800', 'a\udc00', '\udc00\ud800') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom("'", '\\', 'x', '(', '日', '😀', '\n', '\u0000'),
        fc.constantFrom(600, 1_000, 2_000, 10_240),
      )
      .map(([text, count]) => text.repeat(count / text.length)),
  },
);

export const isWhole = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** Events of the day that ends at a moment, of names and with values that may be anything. */
export const anyHostileEvents = (end: number): fc.Arbitrary<Events> =>
  fc
    .array(
      fc
        .record({
          name: fc.oneof(fc.constantFrom('feature_viewed', 'page_viewed', 'client_error'), anyText),
          route: anyText,
          feature: anyText,
          surface: anyMeant,
          team: anyText,
          user: anyText,
        })
        .filter((texts) => Object.values(texts).every(isWhole) && texts.name !== ''),
      { minLength: 120, maxLength: 200 },
    )
    .map((drawn) =>
      drawn.map(({ name, route, user, feature, surface, team }, index) =>
        makeEvent({
          name,
          routePattern: route,
          anonymousUserId: user,
          occurredAt: end - (index + 1) * 60_000,
          payload: { feature, surface, team, boundary: team, errorClass: feature },
        }),
      ),
    );
