export { type AbsenceCheck, absenceChecks } from './absence/absence-checks.ts';
export { absenceConformance } from './absence-conformance.ts';
export type { AbsenceReport } from './absence/mark.ts';
export { type AbsenceFindings, type AbsenceTraits, observeAbsence } from './absence/observe.ts';
export { adapterConformance } from './adapter-conformance.ts';
export {
  type Canary,
  type CanaryFinding,
  canaries,
  type CanarySet,
  type CanarySetOptions,
} from './canaries/canary-set.ts';
export { adapterChecks } from './conformance/adapter-checks.ts';
export type {
  AdapterCheck,
  AdapterConcern,
  AdapterSubject,
  AdapterTraits,
  EnvelopeSlot,
  ExpectedOutcome,
  SubjectOptions,
} from './conformance/adapter-subject.ts';
export {
  type EgressCheck,
  egressChecks,
  type EgressSubject,
  type EgressTraits,
} from './conformance/egress/egress-checks.ts';
export { type WireRequest } from './conformance/egress/facts.ts';
export { type ErasureCheck, erasureChecks, type ErasureSubject } from './conformance/erasure/erasure-checks.ts';
export { erasureConformance, type ErasureTraits } from './erasure-conformance.ts';
export { egressConformance } from './egress-conformance.ts';
export { type LifecycleCheck, lifecycleChecks, type LifecycleSubject } from './conformance/lifecycle-checks.ts';
export { egressGuard } from './egress-guard.ts';
export { type EgressAttempt, type EgressWatch, watchEgress } from './egress/watch-egress.ts';
export { lifecycleConformance } from './lifecycle-conformance.ts';
export { makeBatch, makeEvent } from './make-event.ts';
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
export { type TestClock, testClock } from './test-clock.ts';
