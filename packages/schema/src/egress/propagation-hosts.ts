import { PlumblineError } from '@plumbline/core';

/** As the preset and `bindHttp` read them; neither is there to be asked where the lockfile is written. */
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?)(?::[0-9]{1,5})?$/i;

const VARIABLE = /^env:[A-Z][A-Z0-9_]*$/;

const isHost = (entry: unknown): boolean =>
  typeof entry === 'string' && (entry.startsWith('env:') ? VARIABLE : HOST).test(entry);

/**
 * Throws PLB_CONFIG_INVALID for hosts of `trace.propagateTo` that no start accepts. It names the place of each and never
 * the text, which may be an address with a password.
 */
export function checkPropagation(entries: unknown): void {
  if (entries === undefined) return;
  const faults = Array.isArray(entries)
    ? entries.flatMap((entry: unknown, index) =>
        isHost(entry)
          ? []
          : [
              `config.trace.propagateTo.${index}: must be \`host\`, \`host:port\` or \`env:NAME\`, without scheme, path or wildcard`,
            ],
      )
    : ['config.trace.propagateTo: must be a list of hosts'];
  if (faults.length === 0) return;
  throw new PlumblineError('PLB_CONFIG_INVALID', faults.join('\n  - '), {
    fix: "Write hosts such as `trace: { propagateTo: ['billing.example'] }`.",
  });
}
