import { __vendor__ } from '../../src/index.ts';

/** What an application has of the adapter while its variable is not set. */
export const run = (environment: NodeJS.ProcessEnv): void => {
  const deferred = __vendor__.fromEnv({ host: 'https://vendor.example', allow: { page_viewed: ['feature'] } });
  if (deferred.fromEnvironment(environment) !== undefined) throw new Error('it is on');
};
