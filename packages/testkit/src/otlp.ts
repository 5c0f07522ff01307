export {
  type OtlpReceiver,
  type OtlpReceiverOptions,
  type ReceivedRequest,
  startOtlpReceiver,
} from './otlp/receiver.ts';
export type { OtlpFault, OtlpSignal } from './otlp/read-request.ts';
export { countOf, sumOf } from './otlp/sums.ts';
export type { PlainAttributes, PlainValue, ReceivedLog, ReceivedPoint, ReceivedSpan } from './otlp/received.ts';
export type { AnswerMode } from './otlp/write-answer.ts';
