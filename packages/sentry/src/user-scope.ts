import type { RequestContext } from '@plumbline/core/context';
import { errorId } from './error-id.ts';
import { OWN_TAGS, type TextRedactor } from './options.ts';

/** A value of a declared field. */
export type FieldValue = string | number | boolean;

/** All that an event says besides the error itself, taken at the moment of capture. */
export interface Snapshot {
  readonly level: 'error' | 'fatal';
  readonly handled: boolean;
  readonly fingerprint: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly trace: { readonly trace_id: string; readonly span_id: string } | undefined;
  /** The keyed hash of the account; undefined before authentication. */
  readonly userId: string | undefined;
}

/** Sentry's documented limit of a tag's value. */
const MAX_TAG_LENGTH = 200;

const tagText = (value: unknown): string => String(value).replaceAll(/\s+/g, ' ').slice(0, MAX_TAG_LENGTH);

/** Reads who and what from the request or job that is running now, and from nowhere else. */
export function takeSnapshot(input: {
  readonly error: unknown;
  readonly handled: boolean;
  readonly context: RequestContext | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly declared: ReadonlySet<string>;
  readonly redactor: TextRedactor;
}): Snapshot {
  const { error, handled, context, redactor } = input;
  const tags: Record<string, string> = {};
  const own = [context?.requestId, context?.routePattern, context?.feature, context?.surface];
  for (const [index, name] of OWN_TAGS.entries()) {
    const value = own[index];
    // A request ID has a closed alphabet; redaction could take it for a secret and cut the thread to the logs.
    if (value !== undefined) tags[name] = tagText(name === 'request_id' ? value : redactor.text(value));
  }
  for (const [name, value] of Object.entries(input.fields)) {
    const fits = input.declared.has(name) && ['string', 'number', 'boolean'].includes(typeof value);
    if (fits) tags[name] = tagText(redactor.text(String(value)));
  }
  return {
    level: handled ? 'error' : 'fatal',
    handled,
    fingerprint: errorId(error),
    tags,
    trace: context && { trace_id: context.traceId, span_id: context.spanId },
    userId: context?.actor?.hash,
  };
}
