import type { Events } from '@plumbline/events';
import type { Ingest } from '@plumbline/events/ingest';
import type { Base, Setting } from './parts.ts';

/** The route of the browsers: made at once where product events are loaded, and by its first request elsewhere. */
export function makeIngest({ config, resolved }: Setting, { meter, logger: log }: Base, events: Events): Ingest {
  const use = { preset: resolved.preset, events, meter, log };
  if (resolved.events !== undefined) return resolved.events.createConfiguredIngest(config, use);
  let loading: Promise<Ingest> | undefined;
  const load = (): Promise<Ingest> => {
    loading ??= import('./events-parts.ts').then((parts) => parts.createConfiguredIngest(config, use));
    return loading;
  };
  return Object.assign(async (request: Request) => (await load())(request), {
    nodeHandler: async (...args: Parameters<Ingest['nodeHandler']>) => (await load()).nodeHandler(...args),
  });
}
