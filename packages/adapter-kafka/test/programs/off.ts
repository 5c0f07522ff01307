import { createClickhouseSink } from '../../src/consumer.ts';
import { kafka } from '../../src/index.ts';

/** What an application has of the adapter while its variable is not set, and one that is made and never opened. */
export const run = async (environment: NodeJS.ProcessEnv): Promise<void> => {
  const options = { topic: 'product-events', allow: { page_viewed: ['feature'] } };
  if (kafka.fromEnv(options).fromEnvironment(environment) !== undefined) throw new Error('it is on');
  await kafka({ ...options, brokers: ['kafka.example:9092'] }).close();
  if (typeof createClickhouseSink !== 'function') throw new Error('there is no sink');
};
