export { activeContext, currentTraceIds, type TraceIds } from './active-context.ts';
export { bindHttp, type BindHttpOptions, type HttpBinding } from './bind-http.ts';
export { errorBody, type ErrorBody, type ErrorBodyOptions } from './error-body.ts';
export { injectContext, runMessage, type RunMessageOptions } from './message.ts';
export type { CarrierValue, MessageCarrier } from './message-carrier.ts';
export { acceptRequestId } from './request-id.ts';
export {
  MAX_REQUEST_ID_LENGTH,
  MIN_REQUEST_ID_LENGTH,
  type RefusedReason,
  type RequestIdDecision,
} from './request-id-rules.ts';
export { routeOf, withRoute } from './route.ts';
export { noteErrorId, type NoteErrorOptions } from './span-facts.ts';
export { runTracedJob } from './traced-job.ts';
export { formatTraceparent, parseTraceparent, type Traceparent } from './traceparent.ts';
export { parseTracestate } from './tracestate.ts';
