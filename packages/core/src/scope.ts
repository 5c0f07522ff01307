// The part of the request context that needs nothing of Node but `node:async_hooks`, which edge runtimes have too.
export {
  createRequestContext,
  currentContext,
  enterContext,
  installTracing,
  type RequestContext,
  type RequestContextInit,
  type RequestSummary,
  runInContext,
  runOutsideContext,
  setRoute,
  setSurface,
  type SpanIds,
  spanIdsOf,
  type TracingHooks,
} from './context/scope.ts';
