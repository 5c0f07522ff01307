// RFC 9562, the text form. Among some ten thousand random ones is one that holds an account number's check digits or a
// vendor's beginning.
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const LENGTH = 36;

/**
 * Whether what begins at `start` begins inside a UUID: IDs are what logs are joined by, and a look alone proves nothing in
 * them. A key that only ends in one, such as `sdk-` and a UUID, begins before it.
 */
export function beginsInUuid(text: string, start: number): boolean {
  const from = Math.max(0, start - LENGTH);
  const dash = text.indexOf('-', from);
  if (dash === -1 || dash > start + LENGTH) return false;
  for (const { index } of text.slice(from, start + LENGTH).matchAll(UUID)) {
    if (from + index <= start && start < from + index + LENGTH) return true;
  }
  return false;
}
