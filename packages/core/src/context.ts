export {
  type Actor,
  type ActorInput,
  createIdentify,
  type Identify,
  type IdentifyOptions,
} from './context/identify.ts';
export { createPseudonymizer, hashFor, type Pseudonymizer } from './context/pseudonym.ts';
export { newSpanId, newTraceId, runJob } from './context/request-context.ts';
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
} from './scope.ts';
