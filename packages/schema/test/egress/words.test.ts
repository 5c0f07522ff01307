import { describe, expect, it } from 'vitest';
import { collectFacts, describeChanges, diffFacts, type Fact, parseLock } from '../../src/egress.ts';
import { errors, makeConfig, mirrorEgress, type Parts, parts } from './support.ts';

const facts = (change: Partial<Parts> = {}): readonly Fact[] => collectFacts(makeConfig(change));

const words = (before: readonly Fact[], after: readonly Fact[]): readonly string[] =>
  describeChanges(diffFacts(before, after), [...after, ...before]).split('\n');

it('says who would newly receive what', () => {
  const change: Partial<Parts> = {
    kinds: ['post', 'image', 'link'],
    consent: 'essential',
    allow: { ...parts.allow, item_moved: ['surface'], item_removed: [] },
    egress: { ...mirrorEgress, headers: [...mirrorEgress.headers, 'x-client'], retention: 'vendor' },
    signals: [{ ...errors, attributes: errors.attributes.map((one) => ({ ...one, transform: 'identity' })) }],
    version: '2026-06-telemetry-v2',
  };
  expect(words(facts(), facts(change))).toEqual([
    'vendor (third party, https://vendor.example) would newly receive:',
    '  the event item_removed: "To know how long it takes.", only with consent, until 2027-12-31',
    '  item_moved.surface (category, one of page)',
    '  the header x-client on every request',
    '',
    'vendor (third party, https://vendor.example) is allowed more:',
    '  terms: retention 90d becomes vendor',
    '  the event item_created: also without consent, where it was only with consent',
    '  item_created.kind: may also be link',
    '',
    'errors (third party, https://errors.example) is allowed more:',
    '  message: sent as it is, where it was sent after redaction',
    '',
    'clickhouse (first party, the address in the variable CLICKHOUSE_URL) is allowed more:',
    '  the event item_created: also without consent, where it was only with consent',
    '  item_created.kind: may also be link',
    '',
    'the file itself changes:',
    '  catalog: version 2026-05-telemetry-v1 becomes 2026-06-telemetry-v2',
    '',
  ]);
});

it('says of a new destination everything, and of one that goes what ends', () => {
  const { catalog, signals = [] } = makeConfig();
  const small = collectFacts({ catalog, signals });
  expect(words(small, facts())).toContain('  requests: POST https://vendor.example/batch/ (third-party, on)');
  expect(words(small, facts())).toContain(
    '  terms: owner @privacy, review DPR-114, until 2027-03-31, only with consent, kept 90d, erasure supported',
  );
  expect(words(small, facts())).toContain(
    '  anonymous_user_id of every event, as distinct_id (pseudonymous, hashed once more)',
  );
  expect(words(facts(), small)).toContain('vendor (third party, https://vendor.example) would no longer receive:');
});

it('says into whose account it goes, and into whose it went', () => {
  const account = (accounts: readonly string[]): Partial<Parts> => ({
    egress: { ...mirrorEgress, endpoints: mirrorEgress.endpoints.map((endpoint) => ({ ...endpoint, accounts })) },
  });
  const [staging, production] = ['sha256:1111111111111111', 'sha256:2222222222222222'];
  expect(words([], facts(account(['env:VENDOR_KEY'])))).toContain(
    '  requests: POST https://vendor.example/batch/ (third-party, on), into the account that the variable VENDOR_KEY names',
  );
  expect(words(facts(account(['env:SITE'])), facts(account(['site:a.example'])))).toContain(
    '  POST https://vendor.example/batch/: into the site a.example, where it was the account that the variable SITE names',
  );
  expect(words(facts(account([staging])), facts(account([production, staging])))).toContain(
    `  POST https://vendor.example/batch/: into the account whose key has the digest ${staging} or the account whose key has the digest ${production}, where it was the account whose key has the digest ${staging}`,
  );
});

it('says that an address in a variable is in a variable', () => {
  const { catalog, adapters = [] } = makeConfig();
  expect(words([], collectFacts({ catalog, adapters })).join('\n')).toContain(
    'clickhouse (first party, the address in the variable CLICKHOUSE_URL) would newly receive:',
  );
});

it('shows a terminal nothing that moves its cursor', () => {
  const hostile = '\u001b[2Jred\u202e\n';
  const said = describeChanges(
    diffFacts(
      [],
      [
        { kind: 'dest', columns: [hostile, hostile, 'on', hostile, hostile, hostile] },
        { kind: 'field', columns: [hostile, hostile, hostile, hostile, hostile, hostile] },
        { kind: 'odd', columns: [hostile] },
      ],
    ),
  );
  expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(said).toContain(String.raw`\u001b[2Jred\u202e\n`);
});

it('says nothing of no change', () => {
  expect(describeChanges(diffFacts(facts(), facts()))).toBe('');
});

// Three changes as they stand in a pull request: whoever reads only this must be able to say what newly leaves, to whom.
describe('a diff of the file alone', () => {
  const base = `egress-lock 1
catalog  2026-05-telemetry-v1
self  none
dest  clickhouse  first-party  on  env:CLICKHOUSE_URL  POST  /
dest  vendor  third-party  on  https://eu.vendor.example  POST  /batch/
gate  clickhouse  owner=@data  review=none  expires=none  consent=none  erasure=supported  retention=173d
gate  sentry  owner=@platform  review=DPR-9  expires=2027-06-30  consent=none  erasure=not-possible  retention=vendor
gate  vendor  owner=@privacy  review=DPR-114  expires=2027-03-31  consent=analytics  erasure=supported  retention=90d
wire  vendor  envelope  anonymous_user_id  as=distinct_id  pseudonymous  sha256
send  vendor  approval_submitted  purpose="How long do approvals take?"  consent=analytics  expires=2027-12-31
field  vendor  approval_submitted  decision  enum(approved|rejected)  category  as=properties.decision
signal  sentry  off
`;
  const read = (edits: readonly (readonly [string, string])[]): readonly string[] => {
    const text = edits.reduce((lock, [from, to]) => {
      expect(lock.split(from)).toHaveLength(2);
      return lock.replace(from, () => to);
    }, base);
    return words(parseLock(base), parseLock(text));
  };

  it('of a funnel that somebody wants', () => {
    const field =
      'field  vendor  approval_submitted  decision  enum(approved|rejected)  category  as=properties.decision\n';
    expect(
      read([
        [field, `${field}field  vendor  approval_submitted  round  int(0..100)  count  as=properties.round\n`],
        ['enum(approved|rejected)', 'enum(approved|delegated|rejected)'],
        ['consent=analytics  expires=2027-12-31', 'consent=essential  expires=2027-12-31'],
      ]),
    ).toEqual([
      'vendor (third party, https://eu.vendor.example) would newly receive:',
      '  approval_submitted.round (count, int(0..100))',
      '',
      'vendor (third party, https://eu.vendor.example) is allowed more:',
      '  the event approval_submitted: also without consent, where it was only with consent',
      '  approval_submitted.decision: may also be delegated',
      '',
    ]);
  });

  it('of a vendor that moves, keeps data longer and learns who it is', () => {
    expect(
      read([
        ['https://eu.vendor.example', 'https://us.vendor.example'],
        ['retention=90d', 'retention=vendor'],
        ['pseudonymous  sha256', 'pseudonymous  identity'],
        ['expires=2027-03-31', 'expires=none'],
      ]),
    ).toEqual([
      'vendor (third party, https://us.vendor.example) would newly receive:',
      '  requests: POST https://us.vendor.example/batch/ (third-party, on)',
      '    with all that vendor receives: approval_submitted (decision); a hash of the user',
      '',
      'vendor (third party, https://us.vendor.example) is allowed more:',
      '  terms: expires 2027-03-31 becomes none; retention 90d becomes vendor',
      '  anonymous_user_id of every event: sent as it is, where it was sent hashed once more',
      '',
      'vendor (third party, https://us.vendor.example) would no longer receive:',
      '  requests: POST https://eu.vendor.example/batch/ (third-party, on)',
      '',
    ]);
  });

  it('of an error tracker that is switched on', () => {
    expect(
      read([
        [
          'signal  sentry  off\n',
          'signal  sentry  third-party  https://o1.ingest.example  POST  /api/{project}/envelope/\n' +
            'attr  sentry  exception.values[].value  free-text  redacted\nattr  sentry  user.id  pseudonymous  identity\n',
        ],
      ]),
    ).toEqual([
      'sentry (third party, https://o1.ingest.example) would newly receive:',
      '  requests: POST https://o1.ingest.example/api/{project}/envelope/ (third-party)',
      '  exception.values[].value (free-text, after redaction)',
      '  user.id (pseudonymous, as it is)',
      '',
      'sentry (third party, https://o1.ingest.example) changes:',
      '  it was off',
      '',
    ]);
  });
});

// What stands before and after is neither new nor gone, whatever the judgement of the change is.
describe('a change of what stays', () => {
  const said = (before: string, after: string): readonly string[] => {
    const sides = [before, after].map((lines) => parseLock(`egress-lock 1\n${lines}`));
    return words(sides[0] ?? [], sides[1] ?? []);
  };
  const dest = (party: string, account = 'env:KEY'): string =>
    `dest  posthog  ${party}  on  https://a.example  POST  /batch/  account=${account}\n`;
  const gate = 'gate  posthog  owner=@p  review=none  expires=none  consent=none  erasure=supported  retention=9d\n';
  const digests = ['sha256:1111111111111111', 'sha256:2222222222222222'];
  const what =
    'wire  posthog  envelope  anonymous_user_id  as=distinct_id  pseudonymous  sha256\n' +
    'wire  posthog  envelope  event_id  as=uuid  opaque-id  identity\n' +
    'send  posthog  order_placed  purpose=x  consent=essential  expires=2027-12-31\n' +
    'send  posthog  order_viewed  purpose=x  consent=essential  expires=2027-12-31\n' +
    'field  posthog  order_placed  items  int(0..5000)  count  as=properties.items\n' +
    'field  posthog  order_placed  shipping  enum(courier|post)  category  as=properties.shipping\n' +
    'field  posthog  order_viewed  tab  enum(history|items)  category  as=properties.tab\n';
  const all =
    '    with all that posthog receives: order_placed (items, shipping), order_viewed (tab); a hash of the user';

  it('is never said to be received no longer', () => {
    const before = dest('third-party') + gate + what;
    expect(said(before, before.replace('int(0..5000)', 'int(0..50)'))).toEqual([
      'posthog (third party, https://a.example) is allowed less:',
      '  order_placed.items: type int(0..5000) becomes int(0..50)',
      '',
    ]);
  });

  it('says of an account that is now a digest that somebody has to ask whose it is', () => {
    const [one = '', two = ''] = digests;
    const before = dest('third-party') + gate;
    expect(said(before, dest('third-party', one) + gate)).toContain(
      `  POST https://a.example/batch/: from now on only the account with the digest ${one}; ask whose it is`,
    );
    expect(said(before, dest('third-party', `${one}|${two}`) + gate)).toContain(
      `  POST https://a.example/batch/: from now on only the accounts with the digests ${one} or ${two}; ask whose they are`,
    );
  });

  it('says of a party that is called our own what it still receives', () => {
    const lines = said(dest('third-party') + gate + what, dest('first-party') + gate + what);
    const at = lines.indexOf('  POST https://a.example/batch/: is now called our own; it still receives all below');
    expect(lines[at + 1]).toBe(all);
    expect(lines.join()).not.toContain('no longer');
  });

  it('names each address, and what goes to those that are new', () => {
    const headers = ['traceparent', 'tracestate', 'x-request-id'].map(
      (name) => `wire  trace-headers  header  ${name}\n`,
    );
    const hosts = (party: string, ...names: readonly string[]): string =>
      headers.join('') + names.map((name) => `signal  trace-headers  ${party}  ${name}  any  /*\n`).join('');
    expect(said(hosts('undeclared', 'a.example'), hosts('undeclared', 'a.example', 'billing.example'))).toEqual([
      'trace-headers (whose is not said, a.example, billing.example) would newly receive:',
      '  requests: any billing.example/* (undeclared)',
      '    traceparent, tracestate and x-request-id on your own calls to billing.example',
      '',
    ]);
    const lines = said(hosts('undeclared', 'a.example', 'b.example'), hosts('third-party', 'a.example', 'b.example'));
    expect(lines.slice(1)).toEqual([
      '  any a.example/*: party undeclared becomes third-party',
      '  any b.example/*: party undeclared becomes third-party',
      '',
    ]);
    expect(
      said(dest('third-party') + gate + what, dest('third-party').replace('a.example', 'b.example') + gate + what),
    ).toEqual([
      'posthog (third party, https://b.example) would newly receive:',
      '  requests: POST https://b.example/batch/ (third-party, on), into the account that the variable KEY names',
      all,
      '',
      'posthog (third party, https://b.example) would no longer receive:',
      '  requests: POST https://a.example/batch/ (third-party, on), into the account that the variable KEY names',
      '',
    ]);
  });

  it('says of terms without a condition that each event has its own', () => {
    expect(said('', dest('third-party') + gate)).toContain(
      '  terms: owner @p, review none, until none, consent as each event says, kept 9d, erasure supported',
    );
    expect(said('', dest('third-party') + gate.replace('consent=none', 'consent=essential')).join()).toContain(
      ', also without consent, ',
    );
  });

  it('keeps a method, an address and what is no path apart', () => {
    const text = said('', 'signal  audit-store  first-party  own-store  append  record\n').join('\n');
    expect(text).toContain('  requests: append own-store record (first-party)');
  });

  it('says first where it goes and what, and then what the client adds', () => {
    const kinds = said('', `${dest('third-party')}${gate}wire  posthog  adds  $lib  text  name\n${what}`).slice(1, -1);
    expect(
      kinds.map((line) =>
        line
          .trim()
          .split(/[ .:(]/, 2)
          .join(' '),
      ),
    ).toEqual([
      'requests ',
      'terms ',
      'the event',
      'the event',
      'order_placed items',
      'order_placed shipping',
      'order_viewed tab',
      '$lib ',
      'anonymous_user_id of',
      'event_id of',
    ]);
  });
});
