import type { EgressDeclaration, EgressEndpoint } from './egress.ts';

/** One member of a signal: an attribute, a label, a field of a line. */
export interface SignalAttribute {
  /** Its name; `*` for those that the application chooses. */
  readonly name: string;
  /** What it can say about a person: `technical`, `category`, `count`, `time`, `opaque-id`, `pseudonymous`, `free-text`. */
  readonly class: string;
  /** How it is changed on its way: `identity`, `redacted`, `pattern`, `sha256`. */
  readonly transform: string;
}

/** An address of a signal. */
export interface SignalEndpoint extends EgressEndpoint {
  /** Whose it is, where that is not the same of all addresses of the signal. @default `party` of the signal */
  readonly party?: SignalEgress['party'];
}

/** What one of the other signals (logs, traces, metrics, errors, audit trail) sends: each package declares its own. */
export interface SignalEgress extends Pick<EgressDeclaration, 'headers' | 'retention' | 'erasure'> {
  readonly endpoints: readonly SignalEndpoint[];
  /** `undeclared` where nobody said whose it is; of several addresses the least that is known of one. */
  readonly party: EgressDeclaration['party'] | 'undeclared';
  /** Such as `otlp-traces`; no adapter may have the same name. */
  readonly signal: string;
  /** `off`: this configuration cannot send it, whatever the environment says. */
  readonly state: 'on' | 'off';
  readonly attributes: readonly SignalAttribute[];
}

/** The terms on which a destination may receive anything: its line `gate` in the egress lockfile. */
export interface EgressGate {
  /** The team that answers for it, such as `@privacy`. */
  readonly owner?: string;
  /** Where its review can be read. */
  readonly review?: string;
  /** The day the permission ends, `YYYY-MM-DD`. Later starts go on, with a warning and `plumbline.egress.expired`. */
  readonly expires?: `${number}-${number}-${number}`;
  /** `analytics`: for people who consented. A mirror under it gets no event that is recorded without asking them. */
  readonly consent?: 'essential' | 'analytics';
}
