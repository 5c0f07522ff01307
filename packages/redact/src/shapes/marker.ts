const MARKER =
  /^\[(?:redacted:[a-z0-9-]{1,49}(?::[A-Za-z0-9_-]{1,64})?|circular|too-deep|too-many|unreadable|function|binary:\d{1,16})\]$/;
const MASK = '********';

/** Whether a text is what this engine writes in place of a value, and nothing else. */
export function isMarker(value: string): boolean {
  return value === MASK || (value.charCodeAt(0) === 91 && value.length < 140 && MARKER.test(value));
}

const PLACEHOLDER =
  /^(?:[*•]{3,64}|[xX]{3,64}|[[<({]{1,2} ?(?:redacted|filtered|masked|hidden|removed|omitted|scrubbed|secret|password|token|sensitive(?: value)?|not shown) ?[\])>}]{1,2})$/i;

/** Whether a text is what others write in place of a value: `***`, `[FILTERED]`, `<hidden>`. */
export function isPlaceholder(value: string): boolean {
  return value.length < 65 && PLACEHOLDER.test(value);
}
