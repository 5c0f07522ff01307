import type { Adapter, DeferredAdapter } from '@plumbline/core';
import { egressOf, KIND } from './egress.ts';
import type { __Vendor__Options } from './options.ts';

/** What stands in code; the environment gives the key. */
export type __Vendor__EnvOptions = Omit<__Vendor__Options, 'apiKey'>;

const API_KEY = '__VENDOR___API_KEY';

/** What `__vendor__.fromEnv` returns. */
export const defer__Vendor__ = (
  options: __Vendor__EnvOptions,
  create: (options: __Vendor__Options) => Adapter,
): DeferredAdapter => ({
  kind: KIND,
  role: 'mirror',
  egress: egressOf(options.host),
  allow: options.allow,
  variables: [API_KEY],
  fromEnvironment(environment) {
    // An empty variable counts as unset, as shells and container files produce it.
    const apiKey = environment[API_KEY];
    return apiKey ? create({ ...options, apiKey }) : undefined;
  },
});
