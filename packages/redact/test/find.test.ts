import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Span } from '../src/collector.ts';
import { createFind } from '../src/find.ts';
import { isWordAt } from '../src/chars.ts';
import { createRedactor } from '../src/index.ts';
import { createKeyIndex } from '../src/keys.ts';
import type { AnchoredRule, ShapeRule } from '../src/rule.ts';
import { keyRules, shapeRules } from '../src/rules.ts';

// Raised for soak runs.
const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
vi.setConfig({ testTimeout: SCALE > 1 ? 7_200_000 : 120_000 });
const shipped = shapeRules(createKeyIndex(keyRules));
/** Anchors that cannot stand in the table of beginnings: a sign first, no ASCII, a dash. */
const odd: AnchoredRule = {
  kind: 'anchored',
  id: 'odd',
  class: 'secret',
  source: 'none',
  anchors: ['$$x', 'é-key', 'aéb', '-key-', 'ab~', '__x', 'a.b'],
  body: '[a-z0-9]{2,12}',
  examples: ['ab~12'],
};
const rules: readonly ShapeRule[] = [odd, ...shipped];
const scans = rules.filter((rule) => rule.kind === 'scan');
const anchored = rules.filter((rule) => rule.kind === 'anchored');

/** The definition of an anchored rule, one anchor after the other. */
function anchoredSpans(text: string, { anchors, body, lead }: AnchoredRule): readonly (readonly [number, number])[] {
  const form = new RegExp(body, 'y');
  const spans: (readonly [number, number])[] = [];
  for (const anchor of anchors) {
    for (let at = text.indexOf(anchor); at !== -1; at = text.indexOf(anchor, at + 1)) {
      form.lastIndex = at + anchor.length;
      const escaped = /\\[nrt]$/.test(text.slice(Math.max(0, at - 2), at));
      const begins = lead !== undefined || !isWordAt(anchor, 0) || !isWordAt(text, at - 1) || escaped;
      if (!begins || at < (lead ?? 0) || !form.test(text)) continue;
      spans.push([at - (lead ?? 0), form.lastIndex]);
      at = form.lastIndex - 1;
    }
  }
  return spans;
}

const covered = (spans: readonly Span[]): string => {
  const at = new Set<number>();
  for (const { start, end } of spans) for (let i = start; i < end; i++) at.add(i);
  return [...at].toSorted((a, b) => a - b).join(' ');
};

const piece = fc.oneof(
  fc.constantFrom(...rules.flatMap(({ examples }) => [...examples])),
  fc.constantFrom(...odd.anchors.map((anchor) => `${anchor}12`)),
  fc.stringMatching(/^[0-9]{1,6}$/),
  fc.stringMatching(/^(?:[0-9]{2,5}[ -]){1,6}$/),
  fc.stringMatching(/^[a-fA-F0-9_-]{1,40}$/),
  fc.constantFrom(
    '4242 4242 4242 4242',
    '+49',
    '(415) ',
    '555-0132',
    'GB82 WEST 1234 5698 7654 32',
    '.com/',
    ' --token ',
    String.raw`\n`,
    String.raw`\t`,
  ),
  fc.constantFrom(
    'Bearer ',
    'digest ',
    'api-key ',
    'AWS4-HMAC-SHA256 ',
    'a@b.cc',
    '%40',
    '://',
    '?',
    '=',
    ':',
    '-us1',
    '.',
  ),
  fc.string({ maxLength: 4 }),
);
const text = fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(''));
/** Escapes are searched a second time without them, which a rule alone does not do. */
const unescaped = text.map((part) => part.replaceAll(/[%&]|\\(?![nrt])/g, '').replaceAll(/=(?=3)/g, ''));
// The sign makes every text worth a search; it is part of no form.
const asked = text.map((part) => `${part} ? `);

describe('what a text is not searched for', () => {
  it('would not have been found: with all features and with none asked for, every rule finds the same', () => {
    const gated = createFind(scans);
    const open = createFind(scans.map((rule) => ({ ...rule, needs: 0 })));
    fc.assert(
      fc.property(asked, (x) => {
        expect(gated(x)).toEqual(open(x));
      }),
      { numRuns: 20_000 * SCALE },
    );
  });

  it('holds for anchors too: one pass over the words finds what each anchor alone finds', () => {
    const find = createFind(anchored);
    fc.assert(
      fc.property(unescaped, (x) => {
        const alone = anchored.flatMap((rule) => anchoredSpans(x, rule).map(([start, end]) => ({ start, end, rule })));
        expect(covered(find(x))).toBe(covered(alone));
      }),
      { numRuns: 20_000 * SCALE },
    );
  });
});

const WEBHOOKS = [
  'hooks.slack.com/services/',
  'hooks.slack.com/workflows/',
  'hooks.slack.com/triggers/',
  'discord.com/api/webhooks/',
  'discordapp.com/api/webhooks/',
  'webhook.office.com/webhookb2/',
  'hooks.zapier.com/hooks/catch/',
  'maker.ifttt.com/use/',
  'chat.googleapis.com/v1/spaces/',
  'api.telegram.org/bot',
  'hook.eu1.make.com/',
  'hook.us1.make.com/',
  'events.pagerduty.com/integration/',
];

describe('a text', () => {
  const redactor = createRedactor();

  it.each(WEBHOOKS)('with an address under %s', (host) => {
    expect(redactor.text(`see ${host}abcd/efgh/ijkl/mnop`)).toBe(`see ${host}[redacted:webhook-url]`);
  });

  it.each('Bearer basic Digest negotiate APIKEY api-key token AWS4-HMAC-SHA256 signature'.split(' '))(
    'with a credential behind %s',
    (scheme) => {
      const credential = scheme === 'basic' ? btoa('user:passphrase1') : 'aB3dE5fG7hJ9kL2mN4pQ6r';
      expect(redactor.text(`sent ${scheme}\t${credential}`)).toBe(`sent ${scheme}\t[redacted:authorization]`);
    },
  );

  it.each(['12', '189', '1234', '12345', '1-2'])('with a card number behind %s', (before) => {
    expect(redactor.text(`order ${before} 4242 4242 4242 4242`)).toBe(`order ${before} [redacted:card]`);
  });

  it('of addresses and colons is not read back to its beginning for each of them', () => {
    const long = ':jane@example.com '.repeat(50_000);
    const out = redactor.text(long);
    expect(out.length).toBeLessThan(20_000);
    expect(out.replaceAll(':[redacted:email] ', '')).toMatch(/^:\[redacted:email\]\[truncated:\d+\]$/);
  });
});
