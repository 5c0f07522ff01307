import { type Environment, parseHost } from '@plumbline/core';

/** A host as it is, or that of an address; undefined where a text is neither. */
function hostOf(text: string): string | undefined {
  if (parseHost(text) !== undefined) return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.host !== '' ? url.host : undefined;
}

/**
 * The hosts that outgoing requests carry our headers to. `env:NAME` stands for those of a variable: hosts or addresses, with
 * commas between them; none where it is not set. Faults name the variable and never its value.
 */
export function readPropagation(
  entries: readonly string[],
  environment: Environment,
): { readonly hosts: readonly string[]; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const hosts = entries.flatMap((entry) => {
    if (!entry.startsWith('env:')) return [entry];
    const name = entry.slice('env:'.length);
    const found = (environment[name] ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
    const read = found.map(hostOf);
    if (read.includes(undefined)) {
      faults.push(
        `${name}: must hold hosts (\`host\` or \`host:port\`) or addresses, as \`trace.propagateTo\` names it`,
      );
    }
    return read.filter((host) => host !== undefined);
  });
  return { hosts, faults };
}
