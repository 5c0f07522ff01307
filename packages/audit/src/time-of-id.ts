/** Milliseconds since the epoch that the ID of a record begins with: 48 bits (RFC 9562, section 5.7). */
export const timeOfId = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
