import type { PlumblineConfig } from './config.ts';
import type { SignalEgress } from './signal-egress.ts';

/** The headers by which a request is followed from service to service. */
const HEADERS = ['traceparent', 'tracestate', 'x-request-id'];

type Sections = Pick<PlumblineConfig, 'trace' | 'egress'>;

type Party = SignalEgress['party'];

/** One spelling of a host, as its line in the lockfile has it. */
const nameOf = (host: string): string => (host.startsWith('env:') ? host : host.toLowerCase());

/** Whose each host is that `egress.propagation.hosts` names. */
const saidOf = ({ egress }: Sections): ReadonlyMap<string, Party> =>
  new Map(Object.entries(egress?.propagation?.hosts ?? {}).map(([host, party]) => [nameOf(host), party]));

/** What stands for several: the least that is known of one of them. */
const leastOf = (parties: readonly Party[]): Party =>
  (['undeclared', 'third-party'] as const).find((party) => parties.includes(party)) ?? 'first-party';

/**
 * What the application's own requests carry to the hosts of `trace.propagateTo`, for the egress lockfile, with whose each of
 * them is; nothing where there are none. A host that a variable gives stands there as `env:NAME`.
 */
export function propagationEgress(config: Sections): readonly SignalEgress[] {
  const { trace, egress } = config;
  const hosts = [...new Set((trace?.propagateTo ?? []).map(nameOf))];
  if (hosts.length === 0) return [];
  const said = saidOf(config);
  // Whose a host is its name does not say.
  const unsaid = egress?.propagation?.party ?? 'undeclared';
  const endpoints = hosts.map((at) => ({ at, method: 'any', path: '/*', party: said.get(at) ?? unsaid }));
  return [
    {
      signal: 'trace-headers',
      state: 'on',
      party: leastOf(endpoints.map(({ party }) => party)),
      endpoints,
      headers: HEADERS,
      attributes: [],
      retention: 'receiver',
      erasure: 'not-possible',
    },
  ];
}

/** Hosts of `egress.propagation.hosts` that are none of `trace.propagateTo`, or that stand there twice: nobody would be told. */
export function propagationFaults({ trace, egress }: Sections): readonly string[] {
  const known = (trace?.propagateTo ?? []).map(nameOf);
  const names = Object.keys(egress?.propagation?.hosts ?? {});
  return names.flatMap((name, index) => {
    const at = `config.egress.propagation.hosts.${name}`;
    const host = nameOf(name);
    if (!known.includes(host)) {
      const there = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
      return [`${at}: is no host of \`trace.propagateTo\`; ${there}`];
    }
    const isTwice = names.slice(0, index).some((other) => nameOf(other) === host);
    return isTwice ? [`${at}: says whose a host is of which another line says it`] : [];
  });
}
