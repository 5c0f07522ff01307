import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseEnvelope } from '../src/index.ts';

const now = Date.UTC(2026, 0, 2);
const options = { version: '2026-05-telemetry-v1', now };
const event = {
  event_id: '01890A5D-ac96-774b-bcce-b302099a8057',
  name: 'page_viewed',
  schema_version: options.version,
  session_id: 'ses_abcdefgh',
  route_pattern: '/orgs/:id',
  occurred_at: new Date(now - 1_000).toISOString(),
  payload: { feature: 'items' },
};

it("reads what a browser sends and believes nothing that is the server's to say", () => {
  const sent = {
    ...event,
    anonymous_user_id: 'anon_1234',
    org_id_hash: 'forged',
    source: 'api',
    ingested_at: 'x',
    v: 1,
  };
  expect(parseEnvelope(sent, options)).toEqual({
    ok: true,
    envelope: {
      eventId: '01890a5d-ac96-774b-bcce-b302099a8057',
      name: 'page_viewed',
      schemaVersion: options.version,
      sessionId: 'ses_abcdefgh',
      anonymousUserId: 'anon_1234',
      routePattern: '/orgs/:id',
      occurredAt: now - 1_000,
      payload: { feature: 'items' },
    },
  });
});

it.each([
  [{ event_id: 'one' }, 'malformed'],
  [{ event_id: undefined }, 'malformed'],
  [{ name: 1 }, 'malformed'],
  [{ session_id: 'joe@example.com' }, 'malformed'],
  [{ session_id: '491701234567' }, 'pii_shape'],
  [{ anonymous_user_id: 'joe' }, 'malformed'],
  [{ anonymous_user_id: '4111-1111-1111-1111' }, 'pii_shape'],
  [{ user_agent: 'x' }, 'malformed'],
  [{ schema_version: '2019-01-telemetry-v0' }, 'unknown_version'],
  [{ schema_version: undefined }, 'malformed'],
  [{ occurred_at: 'yesterday' }, 'malformed'],
  [{ occurred_at: '2026-01-01' }, 'malformed'],
  [{ occurred_at: now - 604_800_001 }, 'clock'],
  [{ occurred_at: now + 300_001 }, 'clock'],
])('refuses %j as %s', (change, reason) => {
  expect(parseEnvelope({ ...event, ...change }, options)).toMatchObject({ ok: false, reason });
});

it.each([now - 604_800_000, now + 300_000])('takes the borders of the window', (occurred_at) => {
  expect(parseEnvelope({ ...event, occurred_at }, options).ok).toBe(true);
});

it.each([
  ['/orgs/:id', '/orgs/:id'],
  ['/people/jane-doe', 'unmatched'],
  ['toString', 'unmatched'],
  [undefined, 'unmatched'],
  [['/orgs/:id'], 'unmatched'],
])('of routes that are listed: %j is %s', (route_pattern, kept) => {
  const result = parseEnvelope({ ...event, route_pattern }, { ...options, routes: new Set(['/orgs/:id']) });
  expect(result.ok && result.envelope.routePattern).toBe(kept);
});

it('keeps a wrong route as unmatched: the event still counts', () => {
  const result = parseEnvelope({ ...event, route_pattern: '/orgs/42?token=abc' }, options);
  expect(result.ok && result.envelope.routePattern).toBe('unmatched');
});

it.each(['9f86d081884c7d659a2feaa0c55ad015', '9F86D081884C7D659A2FEAA0C55AD015'])(
  'believes no sender that it is the account %s: the event counts, and stands for nobody',
  (anonymous_user_id) => {
    const result = parseEnvelope({ ...event, anonymous_user_id }, options);
    expect(result).toMatchObject({ ok: true, envelope: { anonymousUserId: '' } });
  },
);

it('knows no background work of browsers', () => {
  const result = parseEnvelope({ ...event, route_pattern: 'job:nightly-rollup' }, options);
  expect(result.ok && result.envelope.routePattern).toBe('unmatched');
});

it('survives anything that JSON can say, and never shows it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(event)), (value, key) => {
      expect(parseEnvelope(value, options).ok).toBe(false);
      const result = parseEnvelope({ ...event, [key]: 'canary@example.com', other: value }, options);
      expect(JSON.stringify(result)).not.toContain('canary');
    }),
  );
});
