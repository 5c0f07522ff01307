import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approvalHash,
  approveFacts,
  checkLock,
  collectFacts,
  diffFacts,
  expiredGates,
  type Fact,
  factsBeyond,
  findApproval,
  formatLock,
  lockedAllowlist,
  parseLock,
  wideningFacts,
} from '../../src/egress.ts';
import { adapter, deferred, errors, makeConfig, mirrorEgress, type Parts, parts, sourceEgress } from './support.ts';

const facts = (change: Partial<Parts> = {}): readonly Fact[] => collectFacts(makeConfig(change));
const lock = formatLock(facts());
const third = { mirrors: [adapter('third', 'mirror', {}, mirrorEgress)] };

describe('at the start', () => {
  it('allows what the lockfile says, and less', () => {
    checkLock(facts(), lock);
    for (const change of [
      { allow: {} },
      { kinds: ['post'] },
      { round: 1 },
      { signals: [] },
    ] satisfies Partial<Parts>[]) {
      expect(() => checkLock(facts(change), lock)).not.toThrow();
    }
  });

  it.each([
    ['a new event', { allow: { ...parts.allow, item_removed: [] } }, 'vendor: the event item_removed'],
    ['a new field', { allow: { ...parts.allow, item_moved: ['surface'] } }, 'vendor: item_moved.surface'],
    [
      'a wider list',
      { kinds: ['post', 'image', 'link'] },
      'vendor: item_created.kind (category, one of image, link, post)',
    ],
    [
      'another host',
      { egress: { ...mirrorEgress, endpoints: [{ at: 'https://other.example', method: 'POST', path: '/' }] } },
      'vendor: requests: POST https://other.example/',
    ],
    ['another destination', third, 'third: requests'],
  ] satisfies [string, Partial<Parts>, string][])(
    'refuses %s in words, with the command to run',
    (_what, change, words) => {
      expect(() => checkLock(facts(change), lock)).toThrow(
        expect.objectContaining({
          code: 'PLB_EGRESS_LOCK_DIFFERS',
          message: expect.stringContaining(words) as string,
          fix: expect.stringContaining('`npx plumbline egress`') as string,
        }) as Error,
      );
    },
  );

  it('names ten facts and counts the others', () => {
    const empty = formatLock(collectFacts({}));
    let message = '';
    try {
      checkLock(facts(), empty);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message.match(/^ {2}- /gm)).toHaveLength(11);
    expect(message).toMatch(/and \d+ more/);
  });

  it('says what the file allows instead, and events and fields before what a client adds', () => {
    expect(() => checkLock(facts({ round: 5000 }), lock)).toThrow(
      /vendor: item_created\.round \(count, 0 to 5000\); the file allows 0 to 10$/m,
    );
    expect(() => checkLock(facts({ kinds: ['post', 'image', 'link'] }), lock)).toThrow(
      /one of image, link, post\); the file allows one of image, post$/m,
    );
    const without = parseLock(lock).filter(({ columns: [id] }) => id !== 'vendor');
    let message = '';
    try {
      checkLock(facts(), formatLock(without));
    } catch (error) {
      ({ message } = error as Error);
    }
    const told = message.match(/^ {2}- vendor: \S+/gm) ?? [];
    expect(told.map((line) => line.slice('  - vendor: '.length))).toEqual([
      'requests:',
      'the',
      'the',
      'item_created.kind',
      'item_created.role',
      'item_created.round',
      'item_created.surface',
      'terms:',
      'batch[].properties.$lib',
      'about',
    ]);
  });

  it('refuses to send to anybody outside without a lockfile', () => {
    expect(() => checkLock(facts(), undefined, { sources: ['clickhouse'] })).toThrow(
      /PLB_EGRESS_LOCK_MISSING: no egress lockfile allows vendor, errors[^]*`npx plumbline egress`/,
    );
    const { catalog } = makeConfig();
    const own = collectFacts({ catalog, adapters: [deferred('clickhouse', sourceEgress)] });
    expect(() => checkLock(own, undefined, { sources: ['clickhouse'] })).not.toThrow();
    // Only who says which destination is the source of truth may leave its lock out, and never to a third party.
    expect(() => checkLock(own, undefined)).toThrow('PLB_EGRESS_LOCK_MISSING');
    expect(() => checkLock(facts(), undefined, { sources: ['clickhouse', 'vendor', 'errors'] })).toThrow(
      'vendor, errors',
    );
  });

  it('asks of a signal of which nobody says whose it is what it asks of a third party, but of those that may start', () => {
    const own = collectFacts({ signals: [{ ...errors, party: 'first-party' }] });
    const unsaid = collectFacts({ signals: [{ ...errors, party: 'undeclared' }] });
    expect(() => checkLock(own, undefined)).not.toThrow();
    expect(() => checkLock(unsaid, undefined)).toThrow('no egress lockfile allows errors');
    expect(() => checkLock(unsaid, undefined, { sources: ['errors'] })).not.toThrow();
  });

  it('refuses a damaged lockfile with the line', () => {
    expect(() => checkLock(facts(), lock.replace('  third-party', ' third-party'))).toThrow(
      /PLB_EGRESS_LOCK_INVALID: .* line \d+: [^]*`(?:npx )?plumbline egress`/,
    );
  });

  it.each([
    ['an owner', 'owner=none', 'owner=@privacy', 'DIFFERS'],
    ['a review', 'review=none', 'review=DPR-114', 'DIFFERS'],
    ['an end', 'expires=none', 'expires=2027-01-01', 'DIFFERS'],
    ['consent', 'consent=none', 'consent=analytics', 'DIFFERS'],
    ['an end as the words call it', 'expires=none', 'expires=none  until=2027-01-01', 'DIFFERS'],
    ['a text without quotes', 'review=none', 'review=DPR 114', 'INVALID'],
    ['columns that are aligned', 'review=none', '  review=none', 'INVALID'],
  ])('says where terms are set where the file was given %s by hand', (_what, from, to, code) => {
    const bare = facts({ gate: {} });
    const file = formatLock(bare);
    const edited = file.replace(new RegExp(`(gate  vendor .*)${from}`), `$1${to}`);
    expect(edited).not.toBe(file);
    expect(() => checkLock(bare, edited)).toThrow(
      expect.objectContaining({
        code: `PLB_EGRESS_LOCK_${code}`,
        message: expect.stringMatching(
          /`egress\.gates\.vendor` of plumbline\.config\.ts[^]*`(?:npx )?plumbline egress`/,
        ) as string,
      }) as Error,
    );
  });

  it('says nothing of terms where others are not what differs', () => {
    const kept = collectFacts(makeConfig({ egress: { ...mirrorEgress, retention: '91d' } }));
    for (const beyond of [kept, facts(third), facts({ round: 11 })]) {
      expect(() => checkLock(beyond, lock)).toThrow(
        expect.objectContaining({
          code: 'PLB_EGRESS_LOCK_DIFFERS',
          message: expect.not.stringContaining('egress.gates') as string,
        }) as Error,
      );
    }
  });

  it('decides as the full comparison does, whatever the file has besides', () => {
    const lines = lock.split('\n').slice(1, -1);
    const off = collectFacts({ signals: makeConfig().signals ?? [] });
    const extra = [
      'cookie  a  b',
      'approve  aaaaaaaaaaaa  by=@x',
      'gate  else  owner=@x',
      'catalog  v9',
      'gate  vendor',
      'wire  vendor  x',
    ];
    const other = fc.constantFrom(
      ...extra,
      ...formatLock(facts({ round: 11 }))
        .split('\n')
        .slice(1, -1),
    );
    fc.assert(
      fc.property(fc.subarray(lines), fc.array(other, { maxLength: 3 }), fc.boolean(), (some, more, full) => {
        const text = ['egress-lock 1', ...some, ...more, ''].join('\n');
        const wanted = full ? facts() : off;
        const outcome = (work: () => unknown): string => {
          try {
            return String(work());
          } catch (error) {
            return (error as { code: string }).code;
          }
        };
        const expected = outcome(() =>
          factsBeyond(parseLock(text), wanted).length > 0 ? 'PLB_EGRESS_LOCK_DIFFERS' : undefined,
        );
        expect(outcome(() => checkLock(wanted, text))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a damaged line', (text: string) => text.replace('dest  vendor', 'dest vendor')],
    ['a line twice', (text: string) => `${text}${text.split('\n').at(-2)}\n`],
    ['two lines for one fact', (text: string) => `${text}gate  vendor  owner=@x\n`],
    [
      'two lines for one fact of a destination that is off',
      (text: string) => `${text}gate  off\ngate  off  owner=@x\n`,
    ],
  ])('refuses %s also where all facts are in the file', (_what, change) => {
    expect(() => checkLock(collectFacts({ signals: makeConfig().signals ?? [] }), change(lock))).toThrow(
      'PLB_EGRESS_LOCK_INVALID',
    );
    expect(() => checkLock(facts(), change(lock))).toThrow('PLB_EGRESS_LOCK_INVALID');
  });

  it('takes facts without terms for a destination without any', () => {
    const open = facts().filter(({ kind, columns }) => kind !== 'gate' || columns[0] !== 'vendor');
    expect(() => checkLock(open, lock)).toThrow(/PLB_EGRESS_LOCK_DIFFERS[^]*vendor: terms: no owner/);
    expect(() => checkLock(open, formatLock(open))).not.toThrow();
  });

  it('refuses a service that asks nobody where the file says that people are asked, and no other', () => {
    const asking = [...facts(), { kind: 'consent', columns: ['asked'] }];
    const [asked, silent] = [formatLock(asking), formatLock(facts())];
    expect(() => checkLock(facts(), asked, { asksConsent: false })).toThrow(
      /PLB_EGRESS_LOCK_DIFFERS[^]*nobody is asked for the consent[^]*the file allows that people are asked/,
    );
    expect(() => checkLock(asking, asked, { asksConsent: true })).not.toThrow();
    // A file from before, and who does not know, such as a replay of what was accepted.
    expect(() => checkLock(asking, silent, { asksConsent: true })).not.toThrow();
    expect(() => checkLock(facts(), silent, { asksConsent: false })).not.toThrow();
    expect(() => checkLock(facts(), asked)).not.toThrow();
  });

  it('takes a lockfile as it is and reads no approval', () => {
    const approval = approveFacts(facts(), { by: '@privacy', reason: 'Anything at all.', on: '2026-11-21' });
    expect(() => checkLock(facts(third), formatLock([...facts(), approval]))).toThrow('PLB_EGRESS_LOCK_DIFFERS');
  });

  it('knows whose permission has ended, and what a destination may have', () => {
    expect(expiredGates(facts(), '2027-03-31')).toEqual([]);
    expect(expiredGates(facts(), '2027-04-01')).toEqual(['vendor']);
    expect(lockedAllowlist(facts(), 'vendor')).toEqual({
      item_created: ['kind', 'role', 'round', 'surface'],
      item_moved: [],
    });
    expect(lockedAllowlist(facts(), 'nobody')).toEqual({});
  });
});

const terms = { by: '@privacy', reason: 'DPR-114: funnels for approvals', on: '2026-11-21' };

describe('an approval', () => {
  const widening = wideningFacts(diffFacts(facts(), facts(third)));

  it('covers exactly its set', () => {
    const line = approveFacts(widening, terms);
    expect(line.columns).toEqual([
      approvalHash(widening),
      'by=@privacy',
      'on=2026-11-21',
      'reason=DPR-114: funnels for approvals',
    ]);
    expect(line.columns[0]).toMatch(/^[0-9a-f]{12}$/);
    expect(findApproval(widening, [line])).toEqual(line);
    const more = wideningFacts(diffFacts(facts(), facts({ ...third, round: 11 })));
    expect(findApproval(more, [line])).toBeUndefined();
    fc.assert(
      fc.property(fc.subarray([...widening]), (some) => {
        expect(findApproval(some, [line]) !== undefined).toBe(some.length === widening.length);
      }),
    );
    expect(findApproval(widening.toReversed(), [line])).toEqual(line);
  });

  it('is worth nothing with another hash', () => {
    const line = approveFacts(widening, terms);
    const [hash = '', ...rest] = line.columns;
    for (let at = 0; at < hash.length; at += 1) {
      const edited = hash.slice(0, at) + (hash[at] === '0' ? '1' : '0') + hash.slice(at + 1);
      expect(findApproval(widening, [{ ...line, columns: [edited, ...rest] }])).toBeUndefined();
    }
    expect(findApproval(widening, [{ ...line, kind: 'approved' }])).toBeUndefined();
  });

  it('is spent once the lockfile had it: what is taken back and sent again needs a new one', () => {
    const line = approveFacts(widening, terms);
    expect(findApproval(widening, [line], [line])).toBeUndefined();
    const again = approveFacts(widening, { ...terms, on: '2026-12-24' });
    expect(findApproval(widening, [line, again], [line])).toEqual(again);
  });

  it.each([
    [[], terms, /nothing to approve/],
    [widening, { ...terms, by: 'privacy' }, /--by/],
    [widening, { ...terms, by: '@' }, /--by/],
    [widening, { ...terms, reason: 'ok' }, /--reason/],
    [widening, { ...terms, reason: 'two\nlines of it' }, /--reason/],
    [widening, { ...terms, on: 'today' }, /YYYY-MM-DD/],
  ])('is refused where something is missing (%#)', (set, given, message) => {
    expect(() => approveFacts(set, given)).toThrow(message);
  });

  it('is history: it changes no difference', () => {
    const line = approveFacts(widening, terms);
    expect(diffFacts([...facts(), line], facts())).toEqual([]);
    expect(diffFacts(facts(), [...facts(), line])).toEqual([]);
  });
});
