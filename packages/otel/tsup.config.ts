import { recipe } from '../repo/src/tsup.base.ts';

// Without an endpoint nothing of the SDK is loaded, which `pipelines.ts` begins with.
export default recipe(import.meta.dirname, {
  inline: [/^@opentelemetry\/(?!api(?:\/|$))/],
  along: {
    'index.ts': ['cli.ts', 'pipelines.ts', 'prometheus-endpoint.ts', 'tail-sampler.ts'],
    'pipelines.ts': ['prometheus-endpoint.ts', 'tail-sampler.ts'],
  },
});
