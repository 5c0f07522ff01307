import { type Adapter, PlumblineError } from '@plumbline/core';
import type { Catalog } from './define-catalog.ts';

/**
 * Holds an adapter's allowlist against the catalog: every event and field must exist, and free text never leaves to a
 * mirror.
 *
 * @throws PlumblineError `PLB_ADAPTER_ALLOWLIST`, with every fault at once.
 */
export function checkAllowlist(catalog: Catalog, adapter: Pick<Adapter, 'kind' | 'role' | 'allow'>): void {
  const { kind, role, allow } = adapter;
  if (allow === 'catalog') return;
  const faults = Object.entries(allow).flatMap(([name, fields]) => {
    const event = Object.hasOwn(catalog.events, name) ? catalog.events[name] : undefined;
    if (event === undefined) return [`event ${name} is not in the catalog`];
    return fields.flatMap((field) => {
      if (field === 'feature' || field === 'surface' || Object.hasOwn(catalog.dimensions, field)) return [];
      const declared = Object.hasOwn(event.fields, field) ? event.fields[field] : undefined;
      if (declared === undefined) return [`${name}.${field} is not declared`];
      return role === 'mirror' && declared.class === 'free-text'
        ? [`${name}.${field} is free text, which stays first-party`]
        : [];
    });
  });
  if (faults.length === 0) return;
  throw new PlumblineError('PLB_ADAPTER_ALLOWLIST', `${kind}: \`allow\`\n  - ${faults.join('\n  - ')}`);
}
