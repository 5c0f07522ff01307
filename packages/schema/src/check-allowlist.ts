import { type Adapter, PlumblineError } from '@plumbline/core';
import type { Catalog } from './define-catalog.ts';
import { isPlaceholder } from './define-event.ts';

/** What is read of an adapter: who it is, what it may send, and why. */
export type AllowedAdapter = Pick<Adapter, 'kind' | 'role' | 'allow' | 'reasons'> & {
  readonly egress?: Pick<NonNullable<Adapter['egress']>, 'party'> | undefined;
};

/** Shorter is no reason but a word. */
const MIN_REASON = 20;

const isReason = (reason: unknown): boolean =>
  typeof reason === 'string' && reason.trim().length >= MIN_REASON && !isPlaceholder(reason);

function fieldFault(catalog: Catalog, name: string, field: string, adapter: AllowedAdapter): string | undefined {
  const fields = catalog.events[name]?.fields ?? {};
  if (field === 'feature' || field === 'surface' || Object.hasOwn(catalog.dimensions, field)) return undefined;
  const declared = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (declared === undefined) return `${name}.${field} is not declared`;
  if (adapter.role !== 'mirror') return undefined;
  if (declared.class === 'free-text') return `${name}.${field} is free text, which stays first-party`;
  if (declared.class !== 'opaque-id' || adapter.egress?.party === 'first-party') return undefined;
  return Object.hasOwn(adapter.reasons ?? {}, `${name}.${field}`)
    ? undefined
    : `${name}.${field} is an ID, by which a third party could follow a thing; take it out, or write why it leaves: \`reasons: { '${name}.${field}': '…' }\``;
}

/** Reasons that are none, and reasons for what does not leave. */
function reasonFaults({ allow, reasons = {} }: AllowedAdapter): readonly string[] {
  const listed = new Set(
    allow === 'catalog'
      ? []
      : Object.entries(allow).flatMap(([name, fields]) => fields.map((field) => `${name}.${field}`)),
  );
  return Object.entries(reasons).flatMap(([field, reason]) => [
    ...(listed.has(field) ? [] : [`${field} has a reason and is not listed`]),
    ...(isReason(reason) ? [] : [`${field}: a reason needs at least ${MIN_REASON} characters`]),
  ]);
}

/**
 * Holds an adapter's allowlist against the catalog: every event and field must exist, free text never leaves to a mirror,
 * and an ID leaves to a third party only with a reason beside the allowlist.
 *
 * @throws PlumblineError `PLB_ADAPTER_ALLOWLIST`, with every fault at once.
 */
export function checkAllowlist(catalog: Catalog, adapter: AllowedAdapter): void {
  const { kind, allow } = adapter;
  const listed = allow === 'catalog' ? [] : Object.entries(allow);
  const faults = [
    ...(allow === 'catalog' && adapter.role === 'mirror'
      ? ["`allow: 'catalog'` is for the source of truth alone; list events and their fields"]
      : []),
    ...listed.flatMap(([name, fields]) =>
      Object.hasOwn(catalog.events, name)
        ? fields.flatMap((field) => fieldFault(catalog, name, field, adapter) ?? [])
        : [`event ${name} is not in the catalog`],
    ),
    ...reasonFaults(adapter),
  ];
  if (faults.length === 0) return;
  throw new PlumblineError('PLB_ADAPTER_ALLOWLIST', `${kind}: \`allow\`\n  - ${faults.join('\n  - ')}`);
}
