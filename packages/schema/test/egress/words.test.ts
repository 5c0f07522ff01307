import { expect, it } from 'vitest';
import { collectFacts, describeChanges, diffFacts, type Fact } from '../../src/egress.ts';
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
    '  terms: retention 90d becomes vendor',
    '  the header x-client on every request',
    '  the event item_created: also without consent, where it was only with consent',
    '  the event item_removed: "To know how long it takes.", only with consent, until 2027-12-31',
    '  item_created.kind: may also be link',
    '  item_moved.surface (category, one of page)',
    '',
    'errors (third party, https://errors.example) would newly receive:',
    '  message: sent as it is, where it was sent after redaction',
    '',
    'clickhouse (first party, the address in the variable CLICKHOUSE_URL) would newly receive:',
    '  the event item_created: also without consent, where it was only with consent',
    '  item_created.kind: may also be link',
    '',
    'the file itself changes without more or less leaving:',
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
