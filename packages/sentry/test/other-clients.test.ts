import { afterEach, expect, test } from 'vitest';
import { withoutTracing } from '../src/other-clients.ts';

const shared = globalThis as { __SENTRY__?: unknown };
afterEach(() => {
  delete shared.__SENTRY__;
});

/** What Sentry's SDK keeps in the versions that trace by OpenTelemetry (8 to 10). */
function ofOpenTelemetry(isSuppressed: { now: boolean }): unknown {
  const suppressTracing = <T>(fn: () => T): T => {
    isSuppressed.now = true;
    try {
      return fn();
    } finally {
      isSuppressed.now = false;
    }
  };
  return { acs: { suppressTracing } };
}

test('every client of the process overlooks it', () => {
  const one = { now: false };
  const other = { now: false };
  shared.__SENTRY__ = { version: '9.1.0', '9.1.0': ofOpenTelemetry(one), '10.2.0': ofOpenTelemetry(other) };
  expect(withoutTracing(() => [one.now, other.now])).toEqual([true, true]);
  expect([one.now, other.now]).toEqual([false, false]);
});

test.each([undefined, {}, { version: '11.0.0', '11.0.0': {} }, { '11.0.0': { acs: {} } }])(
  'nothing is done to %j',
  (carriers) => {
    const before = JSON.stringify(carriers);
    if (carriers !== undefined) shared.__SENTRY__ = carriers;
    expect(withoutTracing(() => 7)).toBe(7);
    expect(JSON.stringify(shared.__SENTRY__)).toBe(before);
  },
);
