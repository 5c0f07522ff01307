import type { PosthogServer } from '@plumbline/testkit/servers';

/** What the lockfile allows one destination to be sent: keys of the whole body, of an event, and of an event's properties. */
function allowedKeys(lock: readonly string[], id: string): ReadonlySet<string> {
  return new Set(
    lock.flatMap((line) => {
      const [kind, destination, third = '', fourth = '', ...rest] = line.split('  ');
      if (destination !== id) return [];
      const as = [fourth, ...rest].find((column) => column.startsWith('as='))?.slice('as='.length);
      if (kind === 'wire' && third === 'adds') return [fourth];
      if (kind === 'wire' && third === 'envelope') return [`batch[].${as}`];
      return kind === 'field' ? [`batch[].${as}`] : [];
    }),
  );
}

/** Every key of a value that is no object itself, as a path. */
function keysOf(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => keysOf(entry, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, entry]) => keysOf(entry, at === '' ? key : `${at}.${key}`));
}

/** Keys that a server was sent and the lockfile does not hold. */
export function unlockedKeys({ requests }: PosthogServer, lock: readonly string[]): readonly string[] {
  const allowed = allowedKeys(lock, 'posthog');
  const sent = new Set(requests.flatMap(({ body }) => keysOf(JSON.parse(body))));
  return [...sent].filter((key) => !allowed.has(key));
}
