import { isPropagationEntry, type PlumblineConfig, PlumblineError, propagationFaults } from '@plumbline/core';

const refusal = (faults: readonly string[], fix: string): PlumblineError =>
  new PlumblineError('PLB_CONFIG_INVALID', faults.join('\n  - '), { fix });

/**
 * Throws PLB_CONFIG_INVALID for hosts of `trace.propagateTo` that no start accepts, and for a party of a host that is none
 * of them. It names the place of each and never
 * the text, which may be an address with a password.
 */
export function checkPropagation(config: Pick<PlumblineConfig, 'trace' | 'egress'>): void {
  const entries: unknown = config.trace?.propagateTo ?? [];
  const faults = Array.isArray(entries)
    ? entries.flatMap((entry: unknown, index) =>
        isPropagationEntry(entry)
          ? []
          : [
              `config.trace.propagateTo.${index}: must be \`host\`, \`host:port\` or \`env:NAME\`, without scheme, path or wildcard`,
            ],
      )
    : ['config.trace.propagateTo: must be a list of hosts'];
  if (faults.length > 0) throw refusal(faults, "Write hosts such as `trace: { propagateTo: ['billing.example'] }`.");
  const unknown = propagationFaults(config);
  if (unknown.length === 0) return;
  throw refusal(unknown, 'Name the host as it stands in `trace.propagateTo`, or remove the line.');
}
