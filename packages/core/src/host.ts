/** A name, an IPv4 address, or an IPv6 address in brackets, and after a colon a port. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?)(?::([0-9]{1,5}))?$/i;

const VARIABLE = /^env:[A-Z][A-Z0-9_]*$/;

/** A host as a list of hosts names it: `billing.example`, `127.0.0.1:3001` or `[::1]:3001`, without scheme, path or wildcard. */
export interface Host {
  /** As it stands in the text, IPv6 in its brackets. */
  readonly name: string;
  /** Digits; undefined where every port is meant. */
  readonly port: string | undefined;
}

/** Reads `host` or `host:port`; undefined where a text is neither. */
export function parseHost(text: string): Host | undefined {
  const [, name, port] = HOST.exec(text) ?? [];
  return name === undefined ? undefined : { name, port };
}

/** Whether something may stand in `trace.propagateTo`: a host, or `env:NAME` for those of a variable. */
export const isPropagationEntry = (entry: unknown): entry is string =>
  typeof entry === 'string' && (entry.startsWith('env:') ? VARIABLE.test(entry) : parseHost(entry) !== undefined);
