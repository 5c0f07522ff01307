import { type Layer, mountedPattern, rememberMounts, waysTo } from './express-pattern.ts';
import { UNMATCHED } from './http-names.ts';
import { contextOf, isCurrent, runAs } from './emitter-scope.ts';
import { answerError, type ErrorHandlerOptions, reportError } from './request-error.ts';
import { currentContext } from '@plumbline/core/scope';

/** An application of Express 5, as far as it is used here. */
export interface ExpressApp {
  /** The prototype of every request of this application. */
  readonly request: object;
}

interface Mountable {
  readonly router?: { readonly stack?: readonly Layer[] };
  readonly parent?: Mountable;
}

interface Route {
  readonly path?: unknown;
}

interface RoutedRequest {
  readonly app?: Mountable;
  readonly baseUrl?: string;
}

const ROUTE: unique symbol = Symbol('plumbline.express.route');

const isMountedApp = ({ name }: Layer): boolean => name === 'mounted_app';

/** The layers above a route, once for each place where it is mounted, through the applications above its own. */
function mountsOf(app: Mountable, isWanted: (layer: Layer) => boolean): readonly (readonly Layer[])[] {
  const inside = waysTo(app.router?.stack ?? [], isWanted);
  if (!app.parent) return inside;
  const outside = mountsOf(app.parent, isMountedApp);
  return inside.flatMap((way) => outside.map((above) => [...above, ...way]));
}

const join = (base: string, path: string): string => (path === '/' && base !== '' ? base : base + path);

/** The ways to each route, found once. */
type Mounts = WeakMap<object, readonly (readonly Layer[])[]>;

function findPattern({ app, baseUrl = '' }: RoutedRequest, route: Route, mounts: Mounts): string {
  const paths = [route.path].flat().map(String).join('|');
  if (baseUrl === '') return paths;
  const ways = mounts.get(route) ?? mountsOf(app ?? {}, (layer) => layer.route === route);
  mounts.set(route, ways);
  for (const way of ways) {
    const base = mountedPattern(way.slice(0, -1), baseUrl);
    if (base !== undefined) return join(base, paths);
  }
  return UNMATCHED;
}

/** The whole pattern of a route; `unmatched` where its mount cannot be told, as the path itself must not stand for it. */
function patternOf(request: RoutedRequest, route: Route, mounts: Mounts): string {
  try {
    return findPattern(request, route, mounts);
  } catch {
    // A router that is built otherwise than Express 5's: no reason to fail a request.
    return UNMATCHED;
  }
}

type Handle = (this: object, ...args: unknown[]) => unknown;

const known = new WeakSet<object>();

/**
 * Has each handler run in the context of its own request, whoever called `next` before it: a session store that answers
 * several look-ups at once calls it for all of them in the context of one. All layers of one copy of Express share this.
 */
function handleAsOwn(app: Mountable | undefined): boolean {
  const layer = app?.router?.stack?.[0];
  const prototype = (layer && Object.getPrototypeOf(layer)) as
    | Partial<Record<'handleRequest' | 'handleError', Handle>>
    | undefined;
  if (!prototype || known.has(prototype)) return prototype !== undefined;
  known.add(prototype);
  const { handleRequest, handleError } = prototype;
  if (handleRequest) {
    prototype.handleRequest = function handleAs(request, response, next) {
      if (isCurrent(request)) return handleRequest.call(this, request, response, next);
      return runAs(request, () => handleRequest.call(this, request, response, next));
    };
  }
  if (handleError) {
    prototype.handleError = function handleAs(error, request, response, next) {
      return runAs(request, () => handleError.call(this, error, request, response, next));
    };
  }
  return true;
}

/** An application makes its router when it is asked for it first, of the settings that it has by then. */
function onRouter(app: ExpressApp): void {
  const own = Object.getOwnPropertyDescriptor(app, 'router');
  if (!own?.get) return;
  const router = (): unknown => {
    const made: unknown = own.get?.call(app);
    if (typeof made === 'function') rememberMounts(made);
    return made;
  };
  Object.defineProperty(app, 'router', { ...own, get: router });
}

/** The first that a router does for a request is to set its `next`, and by then it has layers. */
function onFirstRequest(prototype: object): void {
  Object.defineProperty(prototype, 'next', {
    configurable: true,
    enumerable: true,
    set(this: RoutedRequest, next: unknown) {
      if (handleAsOwn(this.app)) delete (prototype as { next?: unknown }).next;
      Object.defineProperty(this, 'next', { value: next, configurable: true, enumerable: true, writable: true });
    },
    get: () => undefined,
  });
}

/**
 * Tells all layers which route of an Express 5 application matched, mounted routers and applications included:
 * `expressRoutes(app)`, once, before it listens. `bindHttp` does everything else.
 *
 * Express says which route matched by setting `request.route`; this application's requests get an accessor there.
 */
export function expressRoutes(app: ExpressApp): void {
  const mounts: Mounts = new WeakMap();
  onFirstRequest(app.request);
  onRouter(app);
  Object.defineProperty(app.request, 'route', {
    configurable: true,
    enumerable: true,
    get(this: { [ROUTE]?: Route }) {
      return this[ROUTE];
    },
    set(this: RoutedRequest & { [ROUTE]?: Route }, route: Route | undefined) {
      if (route === undefined) delete this[ROUTE];
      else this[ROUTE] = route;
      const context = contextOf(this) ?? currentContext();
      if (context && typeof route === 'object' && route !== null) context.routePattern = patternOf(this, route, mounts);
    },
  });
}

/** A response of Express 5, as far as it is used here. */
export interface ExpressResponse {
  readonly headersSent: boolean;
  destroy(): unknown;
  status(code: number): { json(body: unknown): unknown };
}

/**
 * The last middleware, `app.use(createExpressErrorHandler())`: answers `{ error: { code, request_id } }` and never the
 * message. A 4xx keeps the error's code, a 5xx says `internal_error`, with the `error_id` that `onError` returned. An
 * answer that has begun is cut off.
 */
export const createExpressErrorHandler =
  (
    options: ErrorHandlerOptions = {},
  ): ((error: unknown, request: unknown, response: ExpressResponse, next: unknown) => void) =>
  // Express tells error handlers by their four parameters.
  (error, _request, response, _next) =>
    runAs(response, () => {
      if (response.headersSent) {
        reportError(error, options);
        response.destroy();
        return;
      }
      const { status, body } = answerError(error, options);
      response.status(status).json(body);
    });
