import type { Span } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Why a local root is kept. */
export type KeepReason = 'error' | 'slow';

/** Why a span that waited for its local root was let go. */
export type TailDrop = 'root_full' | 'bytes_full' | 'roots_full' | 'expired' | 'rate_limited' | 'shutdown';

/** The spans of an unsampled trace in this process, below its first one here. */
export interface LocalRoot {
  readonly spanId: string;
  /** What is known of it: nothing yet, to be kept, or to be dropped. */
  verdict: 'open' | 'dropped' | KeepReason;
  /** Children that have ended, while the verdict is open. */
  spans: ReadableSpan[];
  /** Estimate of what they hold. */
  bytes: number;
  /** When the first of them came. */
  since: number;
  /** Children that a kept root goes without. */
  lost: number;
  /** Why it may hold no more; undefined while it may. */
  released: TailDrop | undefined;
}

/** Private to these modules. The span itself leads to its root, so that what the application lets go of is let go of here. */
const ROOT: unique symbol = Symbol('plumbline.otel.local_root');

type Followed = { [ROOT]?: LocalRoot };

export const rootOf = (span: Span | ReadableSpan | undefined): LocalRoot | undefined =>
  (span as Followed | undefined)?.[ROOT];

/** Makes a span part of the root of its parent, or the root of a new one. */
export function follow(span: ReadableSpan, parent: Span | undefined): void {
  (span as Followed)[ROOT] = rootOf(parent) ?? {
    spanId: span.spanContext().spanId,
    verdict: 'open',
    spans: [],
    bytes: 0,
    since: 0,
    lost: 0,
    released: undefined,
  };
}

const textLength = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  return Array.isArray(value) ? value.reduce<number>((sum, item) => sum + 8 + textLength(item), 0) : 8;
};

function attributesLength(attributes: Readonly<Record<string, unknown>> | undefined): number {
  let length = 0;
  for (const key in attributes) length += 32 + key.length + textLength(attributes[key]);
  return length;
}

/** What an object of the SDK and its arrays take without text. */
const BARE_BYTES = 1_024;

/** What an ended span holds in memory, by and large. */
export function weigh(span: ReadableSpan): number {
  let bytes = BARE_BYTES + span.name.length + attributesLength(span.attributes);
  for (const event of span.events) bytes += 128 + attributesLength(event.attributes);
  for (const link of span.links) bytes += 256 + attributesLength(link.attributes);
  return bytes;
}
