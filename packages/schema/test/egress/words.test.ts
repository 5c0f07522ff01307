import { describe, expect, it } from 'vitest';
import { collectFacts, describeChanges, diffFacts, type Fact, parseLock } from '../../src/egress.ts';
import { errors, makeConfig, mirrorEgress, type Parts, parts } from './support.ts';

const facts = (change: Partial<Parts> = {}): readonly Fact[] =>
  collectFacts({ ...makeConfig(change), asksConsent: true });

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
    '  each event with what it is about: a hash of the user, hashed once more',
    '  on every request the header x-client',
    '',
    'vendor (third party, https://vendor.example) is allowed more:',
    '  terms: kept as long as the vendor keeps it, where it was kept 90d',
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
    '  catalog: version 2026-06-telemetry-v2, where it was version 2026-05-telemetry-v1',
    '',
  ]);
});

it('says of a new destination everything, and of one that goes what ends', () => {
  const { catalog, signals = [] } = makeConfig();
  const small = collectFacts({ catalog, signals, asksConsent: true });
  expect(words(small, facts())).toContain('  requests: POST https://vendor.example/batch/ (third party)');
  expect(words(small, facts())).toContain(
    '  terms: owner @privacy, review DPR-114, until 2027-03-31, only with consent, kept 90d, a person can be erased there',
  );
  expect(words(small, facts())).toContain(
    '  about whom or what: a hash of the user, hashed once more (anonymous_user_id of every event, as distinct_id)',
  );
  expect(words(facts(), small)).toContain('vendor (third party, https://vendor.example) would no longer receive:');
});

it('says into whose account it goes, and into whose it went', () => {
  const account = (accounts: readonly string[]): Partial<Parts> => ({
    egress: { ...mirrorEgress, endpoints: mirrorEgress.endpoints.map((endpoint) => ({ ...endpoint, accounts })) },
  });
  const [staging, production] = ['sha256:1111111111111111', 'sha256:2222222222222222'];
  expect(words([], facts(account(['env:VENDOR_KEY'])))).toContain(
    '  requests: POST https://vendor.example/batch/ (third party), into the account that the variable VENDOR_KEY names',
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
consent  asked
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
      '  approval_submitted.round (count, 0 to 100)',
      '  each event with what it is about: a hash of the user, hashed once more',
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
      '  requests: POST https://us.vendor.example/batch/ (third party)',
      '    with all that vendor receives: approval_submitted (decision); a hash of the user',
      '',
      'vendor (third party, https://us.vendor.example) is allowed more:',
      '  terms: without an end, where it was until 2027-03-31; kept as long as the vendor keeps it, where it was kept 90d',
      '  anonymous_user_id of every event: sent as it is, where it was sent hashed once more',
      '',
      'vendor (third party, https://us.vendor.example) would no longer receive:',
      '  requests: POST https://eu.vendor.example/batch/ (third party)',
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
      '  requests: POST https://o1.ingest.example/api/{project}/envelope/ (third party)',
      '  free text, after redaction: exception.values[].value',
      '  stands for a person, as it is: user.id',
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
    '    with all that posthog receives: order_placed (items, shipping), order_viewed (tab); a hash of the user, hashed once more';

  it('is never said to be received no longer', () => {
    const before = dest('third-party') + gate + what;
    expect(said(before, before.replace('int(0..5000)', 'int(0..50)'))).toEqual([
      'posthog (third party, https://a.example) is allowed less:',
      '  order_placed.items: 0 to 50, where it was 0 to 5000',
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
      '  requests: your own calls to billing.example (whose is not said)',
      '    with the headers traceparent, tracestate and x-request-id, which join what you and the receiver do for one request',
      '',
    ]);
    const lines = said(hosts('undeclared', 'a.example', 'b.example'), hosts('third-party', 'a.example', 'b.example'));
    expect(lines.slice(1)).toEqual([
      '  your own calls to a.example: is now called third party, where nobody said whose it is',
      '  your own calls to b.example: is now called third party, where nobody said whose it is',
      '',
    ]);
    expect(
      said(dest('third-party') + gate + what, dest('third-party').replace('a.example', 'b.example') + gate + what),
    ).toEqual([
      'posthog (third party, https://b.example) would newly receive:',
      '  requests: POST https://b.example/batch/ (third party), into the account that the variable KEY names',
      all,
      '',
      'posthog (third party, https://b.example) would no longer receive:',
      '  requests: POST https://a.example/batch/ (third party), into the account that the variable KEY names',
      '',
    ]);
  });

  it('says of terms without a condition that each event has its own', () => {
    expect(said('', dest('third-party') + gate)).toContain(
      '  terms: owner @p, no review, without an end, consent as each event says, kept 9d, a person can be erased there',
    );
    expect(said('', dest('third-party') + gate.replace('consent=none', 'consent=essential')).join()).toContain(
      ', also without consent, ',
    );
  });

  it('keeps a method, an address and what is no path apart', () => {
    const text = said('', 'signal  audit-store  first-party  own-store  append  record\n').join('\n');
    expect(text).toContain('  requests: append own-store record (first party)');
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
      'about whom',
      'the event',
      'the event',
      'order_placed items',
      'order_placed shipping',
      'order_viewed tab',
      'event_id of',
      '$lib ',
    ]);
  });
});

// Words that a reader of the file alone takes for what they say.
describe('what a reviewer reads', () => {
  const read = (before: string, after: string): string =>
    words(parseLock(`egress-lock 1\n${before}`), parseLock(`egress-lock 1\n${after}`)).join('\n');
  const kafka = (topic: string): string =>
    `dest  kafka  first-party  on  env:KAFKA_BROKERS  PRODUCE  /${topic}\n` +
    'wire  kafka  envelope  org_id_hash  as=org_id_hash  pseudonymous  sha256\n' +
    'wire  kafka  envelope  session_id  as=session_id  pseudonymous  sha256\n' +
    'send  kafka  order_placed  purpose=x  consent=essential  expires=2027-12-31\n';
  const logs = (party: string): string =>
    `signal  otlp-logs  ${party}  env:LOGS  POST  *\n` +
    'attr  otlp-logs  *  free-text  redacted\nattr  otlp-logs  actor_id  pseudonymous  identity\n' +
    'attr  otlp-logs  flags  technical  identity\nattr  otlp-logs  level  technical  identity\n';

  it('says of a session that is hashed that it is', () => {
    expect(read(kafka('a'), kafka('b'))).toContain(
      'receives: order_placed; a hash of the organisation, hashed once more; the ID of the session, hashed\n',
    );
    expect(read(kafka('a'), kafka('b'))).toContain(
      'requests: PRODUCE /b at the address in the variable KAFKA_BROKERS (first party)\n',
    );
  });

  it('calls nothing hashed once more that was no hash', () => {
    const line =
      'signal  sentry  third-party  https://a.example  POST  /\nattr  sentry  fingerprint[]  technical  sha256\n';
    expect(read('', line)).toContain('  technical, hashed: fingerprint[]\n');
  });

  it('asks no consent of signals, as no event of theirs can', () => {
    const gate =
      'gate  otlp-logs  owner=none  review=none  expires=none  consent=none  erasure=not-possible  retention=collector\n';
    expect(read('', gate + logs('third-party'))).toContain(
      'terms: no owner, no review, without an end, also without consent, kept as long as the collector keeps it, a person',
    );
  });

  it('says that a client adds what no vendor made', () => {
    const adds = 'wire  otlp-events  adds  scope.name  text  "name of this package"\n';
    const dest = 'dest  otlp-events  third-party  on  https://a.example  POST  /v1/logs\n';
    expect(read('', dest + adds)).toContain(
      'scope.name (text), added by the client that sends: name of this package\n',
    );
  });

  it('says what goes to somebody who becomes a third party, what tells of a person first', () => {
    expect(read(logs('first-party'), logs('third-party'))).toBe(
      [
        'otlp-logs (third party, the address in the variable LOGS) is allowed more:',
        '  POST at the address in the variable LOGS: is now called third party, where it was called first party',
        '    with all that otlp-logs receives:',
        '      free text, after redaction: whatever else the application names (*)',
        '      stands for a person, as it is: actor_id',
        '      technical: 2 values, which the file lists',
        '',
      ].join('\n'),
    );
    expect(read(logs('first-party'), logs('undeclared'))).toContain(
      'nobody says any more whose it is; it was called first party\n',
    );
    expect(read(logs('undeclared'), logs('third-party'))).not.toContain('with all that');
  });

  it('puts who is not said to be ours before those who are', () => {
    const text = read('', kafka('a') + logs('undeclared'));
    expect(text.indexOf('otlp-logs (whose is not said')).toBeLessThan(text.indexOf('kafka (first party'));
  });

  it('does not promise a consent that nobody is asked for', () => {
    const event = 'send  kafka  page_viewed  purpose=x  consent=analytics  expires=2027-12-31\n';
    const line = (more: string): string => `the event page_viewed: "x", only with consent${more}, until 2027-12-31\n`;
    expect(read('', kafka('a') + event)).toContain(line(', which nobody is asked for'));
    expect(read('', `consent  asked\n${kafka('a')}${event}`)).toContain(line(''));
    expect(read(`consent  asked\n${kafka('a')}`, kafka('a') + event)).toContain(line(', which nobody is asked for'));
    const essential = event.replace('analytics', 'essential');
    expect(read(kafka('a') + event, kafka('a') + essential)).toContain(
      'also without consent, where it was only with consent, which nobody was asked for\n',
    );
  });

  it('says that nobody is asked any more, or that somebody is', () => {
    const title = 'the consent that events of class analytics wait for';
    expect(read(`consent  asked\n${kafka('a')}`, kafka('a'))).toBe(
      `the file itself is allowed more:\n  ${title}: nobody is asked for it any more, so that such events are recorded of everybody\n`,
    );
    expect(read(kafka('a'), `consent  asked\n${kafka('a')}`)).toBe(
      `the file itself is allowed less:\n  ${title}: people are asked for it from now on, where nobody was\n`,
    );
  });

  it('names the host of which somebody says otherwise whose it is, and says of each whose it is', () => {
    const lock = (notes: string, mail: string): string =>
      `signal  trace-headers  ${notes}  notes.internal  any  /*\nsignal  trace-headers  ${mail}  mail.example  any  /*\n` +
      'wire  trace-headers  header  traceparent\n';
    expect(read(lock('first-party', 'first-party'), lock('first-party', 'third-party'))).toBe(
      'trace-headers (third party, mail.example; first party, notes.internal) is allowed more:\n' +
        '  your own calls to mail.example: is now called third party, where it was called first party\n' +
        '    with the headers traceparent, which join what you and the receiver do for one request\n',
    );
    expect(read(lock('undeclared', 'third-party'), lock('first-party', 'third-party'))).toBe(
      'trace-headers (third party, mail.example; first party, notes.internal) is allowed more:\n' +
        '  your own calls to notes.internal: is now called our own; it still receives all below\n' +
        '    with the headers traceparent, which join what you and the receiver do for one request\n',
    );
  });

  it('says of each side whether its consent was asked for', () => {
    const waits = kafka('a').replace('consent=essential', 'consent=analytics');
    expect(read(waits, `consent  asked\n${kafka('a')}`)).toContain(
      'the event order_placed: also without consent, where it was only with consent, which nobody was asked for\n',
    );
    expect(read(`consent  asked\n${waits}`, kafka('a'))).toContain(
      'the event order_placed: also without consent, where it was only with consent\n',
    );
    expect(read(`consent  asked\n${kafka('a')}`, waits)).toContain(
      'the event order_placed: only with consent, which nobody is asked for, where it was also without consent\n',
    );
  });

  it('tells one purpose from another', () => {
    const before = kafka('a').replace('purpose=x', 'purpose="Value: decisions."');
    expect(read(before, before.replace('Value: decisions.', 'Sales: calls.'))).toContain(
      'kafka (first party, the address in the variable KAFKA_BROKERS) is allowed more:\n' +
        '  the event order_placed: may be used for "Sales: calls.", where it was for "Value: decisions."\n',
    );
    expect(read(before, before.replace('purpose="Value: decisions."  ', ''))).toContain(
      'the event order_placed: may be used for whatever one likes, as no purpose is given, where it was for "Value: decisions."\n',
    );
    expect(read(before.replace('purpose="Value: decisions."  ', ''), before)).toContain(
      'is allowed less:\n  the event order_placed: may be used for "Value: decisions.", where no purpose was given\n',
    );
  });

  it('knows the values of lists, flags, durations and texts', () => {
    const field = (type: string): string => `field  kafka  order_placed  x  ${type}  category  as=x\n`;
    const said = (type: string): string => read('', kafka('a') + field(type));
    expect(said('list(enum(a|b))')).toContain('(category, any of a, b)');
    expect(said('bool')).toContain('(category, yes or no)');
    expect(said('ms(0..100)')).toContain('(category, 0 to 100 ms)');
    expect(said('text(40)')).toContain('(category, up to 40 characters)');
    expect(said('odd(type)')).toContain('(category, odd(type))');
  });
});
