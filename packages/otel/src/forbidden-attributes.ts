/** Never sent, whoever set them: paths and queries carry anything, and the rest names a person or their machine. */
const NAMES: ReadonlySet<string> = new Set([
  'url.path',
  'url.query',
  'url.original',
  'http.target',
  'http.client_ip',
  'http.user_agent',
  'net.peer.ip',
  'client.address',
  'client.port',
  'client.socket.address',
  'source.address',
  'source.port',
  'user.id',
  'user.email',
  'user.full_name',
  'user.name',
]);

/** Groups of names of the semantic conventions, old and new, of which every one is of that kind. */
const GROUPS = [
  'enduser.',
  'geo.',
  'network.peer.',
  'net.sock.peer.',
  'tls.client.',
  'user_agent.',
  'http.request.header.',
  'http.response.header.',
] as const;

/** Of those groups, our own name and headers of which the values are words of HTTP. */
const HARMLESS: ReadonlySet<string> = new Set([
  'http.response.header.x-request-id',
  'http.response.header.retry-after',
  ...['request', 'response'].flatMap((of) =>
    ['content-type', 'content-length', 'content-encoding'].map((name) => `http.${of}.header.${name}`),
  ),
]);

const decide = (name: string): boolean =>
  NAMES.has(name) || (GROUPS.some((group) => name.startsWith(group)) && !HARMLESS.has(name));

// Names of attributes are few; where somebody makes them of data, what is remembered starts anew.
const MAX_REMEMBERED = 1_000;
const remembered = new Map<string, boolean>();

/** Whether an attribute of this name never leaves. */
export function isForbidden(name: string): boolean {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const decided = decide(name);
  remembered.set(name, decided);
  return decided;
}
