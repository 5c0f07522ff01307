import { describe, expect, it } from 'vitest';
import { collectFacts, diffFacts, type Fact, factsBeyond, type Judgement, parseFact } from '../../src/egress.ts';
import { adapter, errors, makeConfig, mirrorEgress, type Parts, parts } from './support.ts';

const worst = (before: readonly Fact[], after: readonly Fact[]): Judgement | 'equal' => {
  const found = new Set(diffFacts(before, after).map(({ judgement }) => judgement));
  return found.has('widening')
    ? 'widening'
    : found.has('narrowing')
      ? 'narrowing'
      : found.size > 0
        ? 'neutral'
        : 'equal';
};

const facts = (change: Partial<Parts> = {}): readonly Fact[] => collectFacts(makeConfig(change));

type Egress = Parts['egress'];

const egress = (change: Partial<Egress>): Partial<Parts> => ({ egress: { ...mirrorEgress, ...change } });
const gate = (change: Partial<Parts['gate']>): Partial<Parts> => ({ gate: { ...parts.gate, ...change } });
const without = (name: keyof Parts['gate']): Partial<Parts> => {
  const { [name]: _gone, ...rest } = parts.gate;
  return { gate: rest };
};
const signal = (change: Partial<typeof errors>): Partial<Parts> => ({ signals: [{ ...errors, ...change }] });
const account = (...accounts: string[]): Egress => ({
  ...mirrorEgress,
  endpoints: mirrorEgress.endpoints.map((endpoint) => ({ ...endpoint, accounts })),
});
const second = { at: 'https://second.example', method: 'POST', path: '/batch/' } as const;

/** What is changed, how, and what it is where it is done; undone it is `undone`. */
const mutations: readonly (readonly [string, Partial<Parts>, Judgement | 'equal', Judgement | 'equal'])[] = [
  // Destinations.
  ['another destination', { mirrors: [adapter('second', 'mirror', {}, mirrorEgress)] }, 'widening', 'narrowing'],
  ['another host', egress({ endpoints: [second] }), 'widening', 'widening'],
  ['one host more', egress({ endpoints: [...mirrorEgress.endpoints, second] }), 'widening', 'narrowing'],
  [
    'another path',
    egress({ endpoints: [{ at: 'https://vendor.example', method: 'POST', path: '/v2/' }] }),
    'widening',
    'widening',
  ],
  [
    'another method',
    egress({ endpoints: [{ at: 'https://vendor.example', method: 'PUT', path: '/batch/' }] }),
    'widening',
    'widening',
  ],
  ['an account that is said', egress(account('env:KEY')), 'narrowing', 'widening'],
  ['third party to first', egress({ party: 'first-party' }), 'widening', 'widening'],
  ['no other signal', { signals: [] }, 'narrowing', 'widening'],
  // What the vendor's client sends.
  ['one header more', egress({ headers: [...mirrorEgress.headers, 'x-client'] }), 'widening', 'narrowing'],
  ['a header without its constant', egress({ headers: ['content-type', 'user-agent'] }), 'widening', 'narrowing'],
  [
    'another constant of a header',
    egress({ headers: ['content-type=text/plain', 'user-agent'] }),
    'widening',
    'widening',
  ],
  [
    'one addition more',
    egress({ sdkAdds: [...mirrorEgress.sdkAdds, { key: '$os', type: 'text', what: 'system' }] }),
    'widening',
    'narrowing',
  ],
  [
    'a longer addition',
    egress({ sdkAdds: [{ key: 'batch[].properties.$lib', type: 'text(21)', what: 'name of the client' }] }),
    'widening',
    'narrowing',
  ],
  [
    'an addition in other words',
    egress({ sdkAdds: [{ key: 'batch[].properties.$lib', type: 'text(20)', what: 'who sent it' }] }),
    'neutral',
    'neutral',
  ],
  [
    'one slot more',
    egress({ envelope: [...mirrorEgress.envelope, { slot: 'sessionId', as: 'session', transform: 'sha256' }] }),
    'widening',
    'narrowing',
  ],
  [
    'a hash that is no longer hashed',
    egress({ envelope: mirrorEgress.envelope.map((slot) => ({ ...slot, transform: 'identity' })) }),
    'widening',
    'narrowing',
  ],
  [
    'a hash under another key',
    egress({ envelope: mirrorEgress.envelope.map((slot) => ({ ...slot, as: `${slot.as}_` })) }),
    'widening',
    'widening',
  ],
  ['slots in another order', egress({ envelope: mirrorEgress.envelope.toReversed() }), 'equal', 'equal'],
  // Events and fields.
  ['one event more', { allow: { ...parts.allow, item_removed: [] } }, 'widening', 'narrowing'],
  ['one event less', { allow: { item_moved: [] } }, 'narrowing', 'widening'],
  ['one field more', { allow: { ...parts.allow, item_moved: ['surface'] } }, 'widening', 'narrowing'],
  ['one dimension more', { allow: { ...parts.allow, item_moved: ['role'] } }, 'widening', 'narrowing'],
  ['a field elsewhere in the body', egress({ payloadAs: 'context.{field}' }), 'widening', 'widening'],
  ['only numbers leave', egress({ events: 'counted' }), 'narrowing', 'widening'],
  [
    'an allowlist in another order',
    { allow: { item_moved: [], item_created: ['role', 'surface', 'round', 'kind'] } },
    'equal',
    'equal',
  ],
  ['one value more', { kinds: ['post', 'image', 'link'] }, 'widening', 'narrowing'],
  ['another value instead', { kinds: ['post', 'link'] }, 'widening', 'widening'],
  ['values in another order', { kinds: ['image', 'post'] }, 'equal', 'equal'],
  ['a value of a dimension more', { roles: ['admin', 'viewer', 'guest'] }, 'widening', 'narrowing'],
  ['a surface more', { surfaces: ['page', 'drawer', 'modal'] }, 'widening', 'narrowing'],
  ['a higher bound', { round: 11 }, 'widening', 'narrowing'],
  ['longer text for the source', { noteLength: 41 }, 'widening', 'narrowing'],
  // Terms of events.
  ['without consent', { consent: 'essential' }, 'widening', 'narrowing'],
  ['a later end', { expires: '2028-01-01' }, 'widening', 'narrowing'],
  ['another purpose', { purpose: 'To know whether it works.' }, 'widening', 'widening'],
  ['another version of the catalog', { version: '2026-06-telemetry-v2' }, 'neutral', 'neutral'],
  // Terms of a destination.
  ['longer kept', egress({ retention: '91d' }), 'widening', 'narrowing'],
  ['kept as long as the vendor likes', egress({ retention: 'vendor' }), 'widening', 'narrowing'],
  ['not kept', egress({ retention: 'none' }), 'narrowing', 'widening'],
  ['no erasure', egress({ erasure: 'not-possible' }), 'widening', 'narrowing'],
  ['nobody kept', egress({ erasure: 'none-kept' }), 'narrowing', 'widening'],
  ['a permission for longer', gate({ expires: '2027-04-01' }), 'widening', 'narrowing'],
  ['a permission for ever', without('expires'), 'widening', 'narrowing'],
  ['no owner', without('owner'), 'widening', 'narrowing'],
  ['no review', without('review'), 'widening', 'narrowing'],
  ['another owner', gate({ owner: '@legal' }), 'neutral', 'neutral'],
  ['another review', gate({ review: 'DPR-115' }), 'neutral', 'neutral'],
  ['a destination without consent', gate({ consent: 'essential' }), 'widening', 'narrowing'],
  ['a destination whatever the consent', without('consent'), 'widening', 'narrowing'],
  // Other signals.
  ['another host of a signal', signal({ endpoints: [second] }), 'widening', 'widening'],
  ['a signal to the first party', signal({ party: 'first-party' }), 'widening', 'widening'],
  ['a signal of which nobody says whose it is', signal({ party: 'undeclared' }), 'widening', 'narrowing'],
  ['a signal that is off', signal({ state: 'off' }), 'narrowing', 'widening'],
  [
    'one attribute more',
    signal({ attributes: [...errors.attributes, { name: 'user', class: 'pseudonymous', transform: 'identity' }] }),
    'widening',
    'narrowing',
  ],
  [
    'an attribute of a higher class',
    signal({ attributes: errors.attributes.map((one) => ({ ...one, class: 'free-text' })) }),
    'widening',
    'narrowing',
  ],
  [
    'an attribute that is no longer redacted',
    signal({ attributes: errors.attributes.map((one) => ({ ...one, transform: 'identity' })) }),
    'widening',
    'narrowing',
  ],
  [
    'an attribute of a class that nobody knows',
    signal({ attributes: errors.attributes.map((one) => ({ ...one, class: 'odd' })) }),
    'widening',
    'widening',
  ],
  [
    'an attribute changed in a way that nobody knows',
    signal({ attributes: errors.attributes.map((one) => ({ ...one, transform: 'odd' })) }),
    'widening',
    'widening',
  ],
];

describe('a change of catalog or configuration', () => {
  it('is tried in at least 40 ways, each both ways', () => {
    expect(new Set(mutations.map(([name]) => name)).size).toBeGreaterThanOrEqual(40);
  });

  it.each(mutations)('%s', (_name, change, judgement, undone) => {
    const [before, after] = [facts(), facts(change)];
    expect(worst(before, after)).toBe(judgement);
    expect(worst(after, before)).toBe(undone);
    // The runtime refuses exactly what a reviewer has to approve.
    expect(factsBeyond(before, after).length > 0).toBe(judgement === 'widening');
    expect(factsBeyond(after, before).length > 0).toBe(undone === 'widening');
  });
});

/** Changes that no configuration makes, but that a file can have. */
const lines: readonly (readonly [before: string, after: string, Judgement, Judgement])[] = [
  ['', 'cookie  vendor  session', 'widening', 'narrowing'],
  ['self  none', 'self  https://collector.example', 'widening', 'narrowing'],
  [
    'dest  a  first-party  off  https://a.example  POST  /',
    'dest  a  first-party  on  https://a.example  POST  /',
    'widening',
    'narrowing',
  ],
  ['wire  a  nothing', 'wire  a  nothing  more', 'widening', 'widening'],
  ['', 'wire  a  nothing', 'widening', 'narrowing'],
  ['', 'signal  audit-export  off', 'neutral', 'neutral'],
  ['signal  a  undeclared  h  any  /', 'signal  a  first-party  h  any  /', 'widening', 'widening'],
  ['signal  a  undeclared  h  any  /', 'signal  a  third-party  h  any  /', 'narrowing', 'widening'],
  // Nothing says that these go to anybody outside, and what something is used for is asked of our own people too.
  ['send  a  e  purpose=x', 'send  a  e  purpose=y', 'widening', 'widening'],
  ['send  a  e', 'send  a  e  purpose=y', 'narrowing', 'widening'],
  [
    'field  a  e  f  text(9)  opaque-id  as=f  reason=x',
    'field  a  e  f  text(9)  opaque-id  as=f  reason=y',
    'neutral',
    'neutral',
  ],
  ['field  a  e  f  bool  flag  as=f', 'field  a  e  f  int(0..1)  flag  as=f', 'widening', 'widening'],
  ['field  a  e  f  enum(x)  category  as=f', 'field  a  e  f  list(enum(x))  category  as=f', 'widening', 'widening'],
  [
    'field  a  e  f  list(enum(x|y))  category  as=f',
    'field  a  e  f  list(enum(x))  category  as=f',
    'narrowing',
    'widening',
  ],
  ['field  a  e  f  int(0..9)  category  as=f', 'field  a  e  f  int(-1..9)  category  as=f', 'widening', 'narrowing'],
  ['field  a  e  f  text(9)  category  as=f', 'field  a  e  f  text(9)  flag  as=f', 'widening', 'narrowing'],
  ['field  a  e  f  text(9)  flag  as=f', 'field  a  e  f  text(9)  count  as=f', 'widening', 'narrowing'],
  ['field  a  e  f  text(9)  count  as=f', 'field  a  e  f  text(9)  duration  as=f', 'widening', 'narrowing'],
  ['field  a  e  f  text(9)  duration  as=f', 'field  a  e  f  text(9)  opaque-id  as=f', 'widening', 'narrowing'],
  ['field  a  e  f  text(9)  opaque-id  as=f', 'field  a  e  f  text(9)  free-text  as=f', 'widening', 'narrowing'],
  ['field  a  e  f  bool  flag  as=f', 'field  a  e  f  bool  flag  as=f  raw', 'widening', 'widening'],
  [
    'field  a  e  f  bool  flag  as=f  reason="DPR-1: funnels"',
    'field  a  e  f  bool  flag  as=f  reason="DPR-2: joins"',
    'neutral',
    'neutral',
  ],
  ['field  a  e  f  bool  flag  as=f  reason=DPR-1', 'field  a  e  f  bool  flag  as=f', 'widening', 'narrowing'],
  ['gate  a  owner=@x  retention=9d', 'gate  a  owner=@x  retention=10d', 'widening', 'narrowing'],
  ['gate  a  owner=@x', 'gate  a  owner=@x  new=term', 'widening', 'widening'],
  ['gate  a  owner=@x', 'gate  a  owner=@x  owner=none', 'widening', 'widening'],
  ['attr  a  n  time  count', 'attr  a  n  time  sha256', 'widening', 'narrowing'],
  ['attr  a  n  time  sha256', 'attr  a  n  time  redacted', 'widening', 'widening'],
];

const parse = (line: string): readonly Fact[] => {
  const fact = parseFact(line);
  return line === '' ? [] : fact === undefined ? expect.fail(`cannot read ${line}`) : [fact];
};

it.each(lines)('from `%s` to `%s`', (before, after, judgement, undone) => {
  expect(worst(parse(before), parse(after))).toBe(judgement);
  expect(worst(parse(after), parse(before))).toBe(undone);
});

it('takes a gate that was deleted for one without any terms', () => {
  const all = facts();
  const open = all.filter(({ kind, columns }) => kind !== 'gate' || columns[0] !== 'vendor');
  expect(worst(all, open)).toBe('widening');
  expect(worst(open, all)).toBe('narrowing');
  const gone = all.filter(({ columns }) => columns[0] !== 'vendor');
  expect(worst(all, gone)).toBe('narrowing');
});

it('keeps apart what the source and the mirror receive', () => {
  const widened = diffFacts(facts(), facts({ noteLength: 41 })).flatMap(({ after }) => after?.columns[0] ?? []);
  expect(widened).toEqual(['clickhouse']);
});

const [one, two] = ['sha256:1111111111111111', 'sha256:2222222222222222'];

it.each<readonly [string, readonly string[], readonly string[], Judgement, Judgement]>([
  ['another account', [one], [two], 'widening', 'widening'],
  ['one account more', [one], [one, two], 'widening', 'narrowing'],
  ['any account that a variable names', [one], ['env:KEY'], 'widening', 'narrowing'],
  ['a variable more', [one, two], [one, 'env:KEY'], 'widening', 'narrowing'],
  ['another variable', ['env:KEY'], ['env:OTHER'], 'widening', 'widening'],
  ['any of a signal', [one], [], 'widening', 'narrowing'],
])('calls %s what it is', (_what, before, after, judgement, undone) => {
  const [from, to] = [facts({ egress: account(...before) }), facts({ egress: account(...after) })];
  expect([worst(from, to), worst(to, from)]).toEqual([judgement, undone]);
  expect(factsBeyond(from, to).length > 0).toBe(judgement === 'widening');
});

it.each<readonly [string, string, string, Judgement, Judgement]>([
  ['another purpose', 'purpose=x', 'purpose=y', 'widening', 'widening'],
  ['another reason', 'reason=x', 'reason=y', 'widening', 'widening'],
  ['a reason where there was none', '', 'reason=y', 'narrowing', 'widening'],
])('calls %s what it is, by who receives it', (_what, before, after, judgement, undone) => {
  const lockOf = (party: string, term: string): readonly Fact[] =>
    [
      `dest  a  ${party}  on  https://a.example  POST  /`,
      term.startsWith('purpose') ? `send  a  e  ${term}` : 'send  a  e',
      ['field  a  e  f  text(9)  opaque-id  as=f', ...(term.startsWith('reason') ? [term] : [])].join('  '),
    ].flatMap((line) => parseFact(line) ?? []);
  for (const party of ['third-party', 'undeclared']) {
    const [from, to] = [lockOf(party, before), lockOf(party, after)];
    expect([worst(from, to), worst(to, from)]).toEqual([judgement, undone]);
    expect([factsBeyond(from, to), factsBeyond(to, from)].map((beyond) => beyond.length > 0)).toEqual(
      [judgement, undone].map((one) => one === 'widening'),
    );
  }
  if (before === '') return;
  const own = before.startsWith('purpose') ? 'widening' : 'neutral';
  const [from, to] = [lockOf('first-party', before), lockOf('first-party', after)];
  expect(worst(from, to)).toBe(own);
  expect(factsBeyond(from, to).length > 0).toBe(own === 'widening');
});
