import type { EgressConfig } from '@plumbline/core';
import type { LoadedBaseline } from './loaded-baseline.ts';

/** One entry of `events.adapters`, as far as it is known without opening anything. */
export interface LoadedAdapter {
  readonly kind: string;
  readonly role: 'source' | 'mirror';
  /** Variables that a deferred adapter reads. */
  readonly variables: readonly string[];
  /** Whether it comes on in the environment that was given; a fault is what it said against it. */
  readonly state: 'on' | 'off' | { readonly fault: string };
  readonly destinations: readonly string[];
  /** Whether it says that it sends to a third party. */
  readonly isOutside: boolean;
}

/** What `egress` says of receivers, as far as a start asks for it. */
export interface LoadedEgress {
  readonly namesLock: boolean;
  /** As in the configuration, where that is well formed. */
  readonly errors: EgressConfig['errors'];
  /** Hosts of `trace.propagateTo`, as they stand there, that nobody calls the first party's. */
  readonly foreignHosts: readonly string[];
  /** Whose the collector is said to be. */
  readonly collector: 'first-party' | 'third-party' | 'undeclared';
}

/** A configuration file after it was imported in a process of its own. */
export type LoadedConfig = { readonly status: 'absent' } | (ReadConfig & { readonly file: string });

/** What that process says of it. */
export type ReadConfig =
  | {
      readonly status: 'loaded';
      readonly service: string;
      /** What `start` refuses of it and of the environment, in its words; without the preset, what is known without it. */
      readonly faults: readonly string[];
      /** Whether `start` was asked. */
      readonly isStarts: boolean;
      /** Why not, where it is not for want of the preset. */
      readonly unasked: string | undefined;
      readonly adapters: readonly LoadedAdapter[];
      /** Names of the catalog's events and the day each expires; undefined without a catalog. */
      readonly expiries: Readonly<Record<string, string>> | undefined;
      readonly hasIdentityKey: boolean;
      readonly egress: LoadedEgress;
      /** For `--baseline`. */
      readonly baseline: LoadedBaseline;
      /** Undefined without an `audit` section. */
      readonly audit:
        | { readonly spoolDirectory: string | undefined; readonly unaudited: readonly string[] }
        | undefined;
    }
  | { readonly status: 'failed'; readonly reason: string };
