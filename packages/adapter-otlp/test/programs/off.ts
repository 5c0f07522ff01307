import { otlp } from '../../src/index.ts';

/** What an application has of the adapter while its variables are not set, and one that is made and never opened. */
export const run = async (environment: NodeJS.ProcessEnv): Promise<void> => {
  const catalog = { dimensions: {}, events: { page_viewed: { fields: {} } } };
  const options = { mode: 'counters', service: 'shop', catalog, allow: { page_viewed: ['feature'] } } as const;
  if (otlp.fromEnv(options).fromEnvironment(environment) !== undefined) throw new Error('it is on');
  await otlp({ ...options, endpoint: 'https://collector.example:4318' }).close();
};
