import type { EgressEndpoint, EgressGate, SignalEndpoint } from '@plumbline/core';
import type { Fact } from './fact.ts';

/** What destinations of events and other signals have in common. */
export interface Destination {
  readonly id: string;
  readonly party: 'first-party' | 'third-party' | 'undeclared';
  readonly endpoints: readonly SignalEndpoint[];
  readonly headers: readonly string[];
  readonly retention: string;
  readonly erasure: 'supported' | 'none-kept' | 'not-possible';
  readonly gate: EgressGate | undefined;
}

/** Of a destination that keeps everything on this machine. */
const NOWHERE: SignalEndpoint = { at: 'nowhere', method: 'none', path: 'none' };

function gateFact({ id, gate = {}, erasure, retention }: Destination): Fact {
  const { owner = 'none', review = 'none', expires = 'none', consent = 'none' } = gate;
  const columns = { owner, review, expires, consent, erasure, retention };
  return { kind: 'gate', columns: [id, ...Object.entries(columns).map(([name, value]) => `${name}=${value}`)] };
}

const accountColumn = ({ accounts = [] }: EgressEndpoint): readonly string[] =>
  accounts.length === 0 ? [] : [`account=${[...new Set(accounts)].toSorted().join('|')}`];

/** Lines of one destination that do not depend on events: address, terms, headers. */
export function destinationFacts(destination: Destination, kind: 'dest' | 'signal' = 'dest'): readonly Fact[] {
  const { id, party, endpoints, headers } = destination;
  const state = kind === 'dest' ? ['on'] : [];
  // A destination of events is one party's as a whole.
  const whose = (endpoint: SignalEndpoint): string => (kind === 'dest' ? party : (endpoint.party ?? party));
  return [
    ...(endpoints.length === 0 ? [NOWHERE] : endpoints).map((endpoint): Fact => ({
      kind,
      columns: [id, whose(endpoint), ...state, endpoint.at, endpoint.method, endpoint.path, ...accountColumn(endpoint)],
    })),
    gateFact(destination),
    ...headers.map((header): Fact => ({ kind: 'wire', columns: [id, 'header', header] })),
  ];
}

const SECRET_HEADER = /auth|cookie|key|secret|signature|token/;

const VARIABLE = /^env:[A-Z][A-Z0-9_]*$/;

function addressFault(at: string): string | undefined {
  if (at.startsWith('env:')) return VARIABLE.test(at) ? undefined : 'an address names no variable';
  if (!at.includes('://')) return undefined;
  if (!URL.canParse(at)) return 'an address cannot be read';
  const { username, password, pathname, search, hash } = new URL(at);
  // A lockfile is committed: an address must not bring a password, nor a query that may hold one.
  return username + password + search + hash === '' && ['', '/'].includes(pathname) && !at.endsWith('/')
    ? undefined
    : 'an address has more than scheme, host and port';
}

// A key that stands here by mistake is neither: it is refused, and not repeated.
const ACCOUNT = /^(?:sha256:[0-9a-f]{16,64}|env:[A-Z][A-Z0-9_]*|site:[a-z0-9.-]{1,253})$/;

const accountFaults = ({ accounts = [] }: EgressEndpoint): readonly string[] =>
  accounts.every((account) => ACCOUNT.test(account))
    ? []
    : ['an account is neither `env:NAME` nor `site:NAME` nor a digest such as `sha256:0123456789abcdef`'];

/** What a lockfile cannot repeat, or could not hold a destination to. Addresses and values are not repeated here either. */
export function addressFaults(
  id: string,
  { party, endpoints, headers }: Pick<Destination, 'party' | 'endpoints' | 'headers'>,
  isLiteral: boolean,
): readonly string[] {
  const faults = [
    ...endpoints.flatMap(({ at }) => addressFault(at) ?? []),
    ...endpoints.flatMap(accountFaults),
    ...(isLiteral && party === 'third-party' && endpoints.some(({ at }) => at.startsWith('env:'))
      ? ['the address of a third party must stand in code, where a reviewer sees it']
      : []),
    ...headers.flatMap((header) => {
      // Names of further headers that a variable gives.
      if (VARIABLE.test(header)) return [];
      const [name = '', value] = header.split('=', 2);
      if (name !== name.toLowerCase()) return ['names of headers must be lower case'];
      return value !== undefined && SECRET_HEADER.test(name) ? [`the value of the header ${name} may be a secret`] : [];
    }),
  ];
  return [...new Set(faults)].map((fault) => `${id}: ${fault}`);
}
