import { plausible } from '../../src/index.ts';

/** What an application has of the adapter while its variable is not set, and one that is made and never opened. */
export const run = async (environment: NodeJS.ProcessEnv): Promise<void> => {
  const catalog = { events: { page_viewed: { audience: 'public' as const, sources: ['web'], fields: {} } } };
  const allow = { page_viewed: ['feature'] } as const;
  const options = { host: 'https://plausible.io', catalog, pages: { '/plans/:id': '/plans' }, allow } as const;
  if (plausible.fromEnv(options).fromEnvironment(environment) !== undefined) throw new Error('it is on');
  await plausible({ ...options, domain: 'example.com' }).close();
};
