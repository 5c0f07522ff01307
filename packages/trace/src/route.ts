import type { RequestContext } from '@plumbline/core/context';
import { currentContext, setRoute } from '@plumbline/core/scope';
import { UNMATCHED } from './http-names.ts';

/** The route pattern of a request, `unmatched` where no route was named. */
export const routeOf = (context: Pick<RequestContext, 'routePattern'> | undefined = currentContext()): string =>
  context?.routePattern ?? UNMATCHED;

/** A handler of plain `node:http` that names its route first, as a pattern (`/orgs/:id`), never as a path. */
export const withRoute =
  <Args extends readonly unknown[], Result>(
    pattern: string,
    handler: (...args: Args) => Result,
  ): ((...args: Args) => Result) =>
  (...args) => {
    setRoute(pattern);
    return handler(...args);
  };
