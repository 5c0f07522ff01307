import { isPropagationEntry, PlumblineError } from '@plumbline/core';

/**
 * Throws PLB_CONFIG_INVALID for hosts of `trace.propagateTo` that no start accepts. It names the place of each and never
 * the text, which may be an address with a password.
 */
export function checkPropagation(entries: unknown): void {
  if (entries === undefined) return;
  const faults = Array.isArray(entries)
    ? entries.flatMap((entry: unknown, index) =>
        isPropagationEntry(entry)
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
