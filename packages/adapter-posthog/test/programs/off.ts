import { posthog } from '../../src/index.ts';

/** What an application has of the adapter while its variable is not set, and one that is made and never opened. */
export const run = async (environment: NodeJS.ProcessEnv): Promise<void> => {
  const options = { host: 'https://eu.i.posthog.com', allow: { page_viewed: ['feature'] } };
  if (posthog.fromEnv(options).fromEnvironment(environment) !== undefined) throw new Error('it is on');
  await posthog({ ...options, apiKey: ['phc', 'never'].join('_') }).close();
};
