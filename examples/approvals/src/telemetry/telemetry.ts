import type { BaselineOf } from '@plumbline/node';
import type { FastifyInstance } from 'fastify';
import type config from '../../plumbline.config.ts';

type Baseline = BaselineOf<typeof config>;

/** What the routes may say about themselves. `main.ts` passes Plumbline; a test can pass something quieter. */
export interface Telemetry extends Pick<
  Baseline,
  'logger' | 'events' | 'audit' | 'identify' | 'metrics' | 'captureError' | 'errorBody'
> {
  /** Adds route patterns, health endpoints and the ingest route to the server. */
  install(app: FastifyInstance): void;
}
