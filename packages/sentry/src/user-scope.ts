import { type RequestContext, spanIdsOf } from '@plumbline/core/context';
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

/** IDs that must stay whole: redaction could take one for a secret and cut the thread to the logs. */
const IDS: ReadonlySet<string> = new Set(['request_id', 'error_id']);

function ownTags(context: RequestContext | undefined, fingerprint: string, redactor: TextRedactor) {
  const { requestId, routePattern, feature, surface, actor } = context ?? {};
  const values: Readonly<Record<(typeof OWN_TAGS)[number], string | undefined>> = {
    request_id: requestId,
    // Sentry finds events by tags and not by fingerprints.
    error_id: fingerprint,
    route_pattern: routePattern,
    feature,
    surface,
    actor_role: actor?.role,
  };
  const tags: Record<string, string> = {};
  for (const name of OWN_TAGS) {
    const value = values[name];
    if (value !== undefined) tags[name] = tagText(IDS.has(name) ? value : redactor.text(value));
  }
  return tags;
}

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
  const fingerprint = errorId(error);
  const tags = ownTags(context, fingerprint, redactor);
  for (const [name, value] of Object.entries(input.fields)) {
    const fits = input.declared.has(name) && ['string', 'number', 'boolean'].includes(typeof value);
    if (fits) tags[name] = tagText(redactor.text(String(value)));
  }
  const ids = context && spanIdsOf(context);
  return {
    level: handled ? 'error' : 'fatal',
    handled,
    fingerprint,
    tags,
    trace: ids && { trace_id: ids.traceId, span_id: ids.spanId },
    userId: context?.actor?.hash,
  };
}
