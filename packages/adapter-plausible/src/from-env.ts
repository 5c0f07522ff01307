import { type Adapter, type DeferredAdapter, isPlumblineError, PlumblineError } from '@plumbline/core';
import { egressOf } from './egress.ts';
import { checkCode, type InCode, KIND, type SetUp } from './options.ts';

const DOMAIN = 'PLAUSIBLE_DOMAIN';

/** Staging and production have sites of their own, and one lockfile. */
const SITE = `env:${DOMAIN}` as const;

/** What `plausible.fromEnv` returns. */
export function deferPlausible(options: InCode, create: (options: SetUp) => Adapter): DeferredAdapter {
  checkCode(options);
  return {
    kind: KIND,
    role: 'mirror',
    egress: egressOf({ ...options, site: SITE }),
    allow: options.allow,
    variables: [DOMAIN],
    fromEnvironment({ [DOMAIN]: domain }) {
      // An empty variable counts as unset, as shells and container files produce it.
      if (!domain) return undefined;
      try {
        return create({ ...options, domain, site: SITE });
      } catch (cause) {
        if (!isPlumblineError(cause) || cause.code !== 'PLB_ADAPTER_OPTION') throw cause;
        throw new PlumblineError('PLB_CONFIG_INVALID', `${KIND}: ${DOMAIN} is no name of a site`, { cause });
      }
    },
  };
}
