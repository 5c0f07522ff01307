import { parseHost, PlumblineError } from '@plumbline/core';

/** The hosts that outgoing requests carry our IDs to. */
export interface HostList {
  includes(host: string, port: string): boolean;
}

/** `[::1]` in a URL and `::1` in an option are one host, as are `Example.COM.` and `example.com`. */
export const normalizeHost = (host: string): string => {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  return (bare.endsWith('.') ? bare.slice(0, -1) : bare).toLowerCase();
};

/**
 * Reads `propagateTo`: `host` stands for every port of it, `host:port` for one. There are no wildcards: a list that can
 * be read is the point.
 *
 * @throws PLB_OPTION_INVALID with every entry that is not a host.
 */
export function createHostList(entries: readonly string[], owner = 'bindHttp'): HostList {
  const faults = entries.flatMap((entry, index) =>
    typeof entry === 'string' && parseHost(entry) !== undefined ? [] : [`propagateTo[${index}]`],
  );
  if (faults.length > 0) {
    throw new PlumblineError('PLB_OPTION_INVALID', `${owner}: ${faults.join(', ')} must be \`host\` or \`host:port\``, {
      fix: 'List bare host names, with a port where only that port is meant: no scheme, path or wildcard.',
    });
  }
  const listed = new Set(
    entries.map((entry) => {
      const { name = '', port } = parseHost(entry) ?? {};
      return normalizeHost(name) + (port === undefined ? '' : `:${port}`);
    }),
  );
  return {
    includes: (host, port) => listed.size > 0 && (listed.has(host) || listed.has(`${host}:${port}`)),
  };
}
