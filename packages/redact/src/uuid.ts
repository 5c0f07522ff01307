// RFC 9562, the text form. Among some ten thousand random ones is one that holds an account number's check digits or a
// vendor's beginning.
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const LENGTH = 36;

/** Where the UUID ends that holds this place; 0 when none does. */
function uuidEnd(text: string, at: number): number {
  const from = Math.max(0, at - LENGTH);
  const near = text.slice(from, at + LENGTH);
  if (!near.includes('-')) return 0;
  for (const { index } of near.matchAll(UUID)) {
    if (from + index <= at && at < from + index + LENGTH) return from + index + LENGTH;
  }
  return 0;
}

/**
 * Whether what begins at `start` begins inside a UUID: IDs are what logs are joined by, and a look alone proves nothing in
 * them. A key that only ends in one, such as `sdk-` and a UUID, begins before it.
 */
export function beginsInUuid(text: string, start: number): boolean {
  return uuidEnd(text, start) > 0;
}

/** Whether a find is digits of a UUID and nothing else: an address that begins with one goes on behind it. */
export function liesInUuid(text: string, start: number, end: number): boolean {
  return end <= uuidEnd(text, start);
}
