import { describe, expect, it } from 'vitest';
import { type EgressConfig, propagationEgress, propagationFaults } from '../src/index.ts';

type Propagation = NonNullable<EgressConfig['propagation']>;

const egressOf = (propagateTo: readonly string[], propagation?: Propagation) =>
  propagationEgress({ trace: { propagateTo }, ...(propagation && { egress: { propagation } }) });

/** Whose each host is, as its line in the lockfile will say. */
const parties = (propagateTo: readonly string[], propagation?: Propagation): Record<string, string> =>
  Object.fromEntries(
    egressOf(propagateTo, propagation).flatMap(({ endpoints, party }) =>
      endpoints.map(({ at, party: own = party }) => [at, own]),
    ),
  );

describe('whose the hosts of trace.propagateTo are', () => {
  it('is nobody of whom it is said, unless one party is given for all', () => {
    expect(parties(['a.internal', 'env:B_URL'])).toEqual({ 'a.internal': 'undeclared', 'env:B_URL': 'undeclared' });
    expect(parties(['a.internal', 'env:B_URL'], { party: 'first-party' })).toEqual({
      'a.internal': 'first-party',
      'env:B_URL': 'first-party',
    });
    expect(egressOf([])).toEqual([]);
  });

  it('is said of each host by its name, and of the others by the party of all', () => {
    const hosts = { 'A.internal:80': 'first-party', 'env:B_URL': 'third-party' } as const;
    const names = ['a.internal:80', 'env:B_URL', 'c.example'];
    expect(parties(names, { hosts })).toEqual({
      'a.internal:80': 'first-party',
      'env:B_URL': 'third-party',
      'c.example': 'undeclared',
    });
    expect(parties(names, { hosts, party: 'first-party' })).toMatchObject({
      'env:B_URL': 'third-party',
      'c.example': 'first-party',
    });
  });

  it.each([
    ['undeclared', { 'a.internal': 'first-party', 'b.internal': 'third-party' }],
    ['third-party', { 'a.internal': 'first-party', 'b.internal': 'third-party', 'c.internal': 'first-party' }],
    ['first-party', { 'a.internal': 'first-party', 'b.internal': 'first-party', 'c.internal': 'first-party' }],
  ] as const)('is %s as a whole, as the least that is known of one of them', (party, hosts) => {
    expect(egressOf(['a.internal', 'b.internal', 'c.internal'], { hosts })[0]?.party).toBe(party);
  });
});

it('finds hosts of a party that are no hosts of the list', () => {
  const faults = (names: readonly string[], propagateTo: readonly string[] | undefined): readonly string[] =>
    propagationFaults({
      ...(propagateTo && { trace: { propagateTo } }),
      egress: { propagation: { hosts: Object.fromEntries(names.map((name) => [name, 'first-party'])) } },
    });
  expect(faults(['Notes.internal', 'env:B_URL'], ['notes.internal', 'env:B_URL'])).toEqual([]);
  expect(faults(['notes.internl'], ['notes.internal', 'env:B_URL'])).toEqual([
    'config.egress.propagation.hosts.notes.internl: is no host of `trace.propagateTo`; there are notes.internal, env:B_URL',
  ]);
  expect(faults(['env:B'], undefined)).toEqual([
    'config.egress.propagation.hosts.env:B: is no host of `trace.propagateTo`; there is none',
  ]);
  // Two spellings of one host may say two things.
  expect(faults(['Notes.internal', 'notes.internal'], ['notes.internal'])).toEqual([
    'config.egress.propagation.hosts.notes.internal: says whose a host is of which another line says it',
  ]);
  expect(propagationFaults({ trace: { propagateTo: ['a.internal'] } })).toEqual([]);
});
