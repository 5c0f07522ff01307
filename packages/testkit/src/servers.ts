export type { ProxyFault, ProxyFaultName } from './proxy/fault.ts';
export { type FaultProxy, type FaultProxyOptions, startFaultProxy } from './proxy/fault-proxy.ts';
export type { ProxyTarget } from './proxy/link.ts';
export { type DestinationFault, destinationFaults } from './http/destination-fault.ts';
export type { ForwardTarget, RecordedRequest } from './http/read-request.ts';
export {
  type AnswerRule,
  type FailOptions,
  type HttpRecorder,
  recordHttp,
  type RecordHttpOptions,
} from './http/record-http.ts';
export type { RecordedAnswer } from './http/write-answer.ts';
export type { PosthogDeletion } from './vendors/posthog-persons.ts';
export { illegalDistinctIds, type PosthogEvent } from './vendors/posthog-rules.ts';
export { type PosthogServer, type PosthogServerOptions, startPosthogServer } from './vendors/posthog-server.ts';
export type { StrictServer, VendorFault } from './vendors/strict-server.ts';
export type { PlausibleEvent } from './vendors/plausible-rules.ts';
export { type PlausibleServer, type PlausibleServerOptions, startPlausibleServer } from './vendors/plausible-server.ts';
export type { RegisteredSchema } from './vendors/registry/registry-store.ts';
export {
  type SchemaRegistry,
  type SchemaRegistryOptions,
  startSchemaRegistry,
} from './vendors/registry/schema-registry.ts';
