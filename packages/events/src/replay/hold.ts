import { readFileSync } from 'node:fs';
import { type Adapter, type Allowlist, type EgressGate, noopLog, wrapAdapter } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { checkLock, collectFacts, lockedAllowlist } from '@plumbline/schema/egress';
import { createFitCatalog, fitPages } from '../egress/fit-catalog.ts';
import { guardAdapters } from '../egress/guard-adapters.ts';

/** The rules that a mirror is under. */
export interface Rules {
  readonly catalog: Catalog;
  readonly lock: URL | string | undefined;
  readonly gates?: Readonly<Record<string, EgressGate>>;
}

function readLock(lock: URL | string | undefined): { readonly text?: string; readonly why?: string } {
  if (lock === undefined) return { why: '`egress.lock` is not in the configuration' };
  if (typeof lock === 'string') return { text: lock };
  try {
    return { text: readFileSync(lock, 'utf8') };
  } catch {
    return { why: '`egress.lock` names a file that cannot be read' };
  }
}

/** What the lockfile lets this destination have, as at the start of a service. Throws where it would get more. */
function lockedOf({ catalog, lock, gates = {} }: Rules, into: Adapter): Exclude<Allowlist, 'catalog'> {
  const gate = Object.hasOwn(gates, into.kind) ? gates[into.kind] : undefined;
  const facts = collectFacts({
    catalog,
    adapters: [into],
    signals: [],
    gates: gate === undefined ? {} : { [into.kind]: gate },
  });
  const { text, why } = readLock(lock);
  checkLock(facts, text, { sources: [], ...(why !== undefined && { why }) });
  return lockedAllowlist(facts, into.kind);
}

/**
 * The mirror as a service would have it: nothing beyond the lockfile, and what its terms withhold is withheld. Throws
 * PLB_EGRESS_LOCK_MISSING, PLB_EGRESS_LOCK_DIFFERS or PLB_EGRESS_LOCK_INVALID.
 */
export function holdMirror(rules: Rules, into: Adapter): Adapter {
  const held = wrapAdapter(into, { allow: lockedOf(rules, into) });
  const { catalog, gates = {} } = rules;
  return guardAdapters({ catalog, adapters: [held], gates }, noopLog).adapters[0] ?? held;
}

/** A source whose events are cut to today's catalog, which is all that the lockfile speaks of. */
export function fitSource(from: Pick<Adapter, 'kind' | 'read'>, catalog: Catalog): Pick<Adapter, 'kind' | 'read'> {
  const fit = createFitCatalog(catalog);
  const read = from.read?.bind(from);
  return { kind: from.kind, ...(read && { read: (range) => fitPages(read(range), fit) }) };
}
