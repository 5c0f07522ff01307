export {
  type Actor,
  type ActorInput,
  createIdentify,
  type Identify,
  type IdentifyOptions,
} from './context/identify.ts';
export { createPseudonymizer, hashFor, type Pseudonymizer } from './context/pseudonym.ts';
export {
  currentContext,
  enterContext,
  newSpanId,
  newTraceId,
  type RequestContext,
  type RequestContextInit,
  type RequestSummary,
  createRequestContext,
  runInContext,
  runJob,
  runOutsideContext,
  setRoute,
  setSurface,
} from './context/request-context.ts';
