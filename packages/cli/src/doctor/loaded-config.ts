/** One entry of `events.adapters`, as far as it is known without opening anything. */
export interface LoadedAdapter {
  readonly kind: string;
  readonly role: 'source' | 'mirror';
  /** Variables that a deferred adapter reads. */
  readonly variables: readonly string[];
  /** Whether it comes on in the environment that was given; a fault is what it said against it. */
  readonly state: 'on' | 'off' | { readonly fault: string };
  readonly destinations: readonly string[];
}

/** A configuration file after it was imported in a process of its own. */
export type LoadedConfig =
  | {
      readonly status: 'loaded';
      readonly service: string;
      /** What is wrong with it: option, and what it must be. */
      readonly faults: readonly string[];
      readonly adapters: readonly LoadedAdapter[];
      /** Names of the catalog's events and the day each expires; undefined without a catalog. */
      readonly expiries: Readonly<Record<string, string>> | undefined;
      readonly hasIdentityKey: boolean;
      readonly egress: { readonly namesLock: boolean };
      /** Undefined without an `audit` section. */
      readonly audit: { readonly spoolDirectory: string | undefined } | undefined;
    }
  | { readonly status: 'absent' }
  | { readonly status: 'failed'; readonly reason: string };
