import type { Adapter, DeferredAdapter } from '@plumbline/core';
import type { ProjectName } from './accounts.ts';
import { egressOf, KIND } from './egress.ts';
import { checkCode, type PosthogEnvOptions, type PosthogOptions } from './options.ts';

const API_KEY = 'POSTHOG_API_KEY';

const PERSONAL_API_KEY = 'POSTHOG_PERSONAL_API_KEY';

/** Which project it is, the environment decides, unless code says which it may be. */
const projectsOf = ({ projects = [`env:${API_KEY}`] }: PosthogEnvOptions): readonly ProjectName[] => projects;

/** What `posthog.fromEnv` returns. */
export function deferPosthog(
  options: PosthogEnvOptions,
  create: (options: PosthogOptions) => Adapter,
): DeferredAdapter {
  checkCode(options);
  return {
    kind: KIND,
    role: 'mirror',
    egress: egressOf({ ...options, projects: projectsOf(options) }),
    allow: options.allow,
    ...(options.reasons && { reasons: options.reasons }),
    variables: [API_KEY, PERSONAL_API_KEY],
    fromEnvironment({ [API_KEY]: apiKey, [PERSONAL_API_KEY]: personalApiKey }) {
      // An empty variable counts as unset, as shells and container files produce it.
      if (!apiKey) return undefined;
      // Without an `appHost` in code the personal key has nowhere to go.
      const erasing = personalApiKey && options.appHost !== undefined;
      return create({ ...options, apiKey, projects: projectsOf(options), ...(erasing && { personalApiKey }) });
    },
  };
}
