import type { DropReason } from '@plumbline/core';
import { isEventName } from '../names.ts';

/**
 * Makes the payload of an event of the version before into one of this version. It is given a copy and returns a plain
 * object, which is then judged like any other; where it throws, the event is refused as `unknown_version`.
 */
export type Upcaster = (payload: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** By event of the version before: how its payload is changed, or `drop` where nothing is to come of it. */
export type Upcasters = Readonly<Record<string, Upcaster | 'drop'>>;

/** The version before, of which payloads are still accepted. */
export interface PreviousVersion {
  readonly version: string;
  readonly events: Upcasters;
}

/** The answer about a payload of some version. `faults` hold no values. */
export type UpcastResult =
  | {
      readonly ok: true;
      /** For `catalog.check`. */
      readonly payload: unknown;
    }
  | { readonly ok: false; readonly reason: DropReason; readonly faults: readonly string[] };

/** What is wrong with the upcasters of a catalog. */
function upcasterFaults(version: string, events: Upcasters, known: Readonly<Record<string, unknown>>): string[] {
  if (typeof events !== 'object' || events === null) return [`\`previous\`: ${version} must be an object of upcasters`];
  return Object.entries(events).flatMap(([name, upcaster]) => {
    const at = `\`previous\`: ${name}`;
    if (!isEventName(name)) return [`${at} is no name of an event`];
    if (upcaster === 'drop') return [];
    if (typeof upcaster !== 'function') return [`${at} must be a function or 'drop'`];
    return Object.hasOwn(known, name) ? [] : [`${at} is not in this catalog any more; write 'drop'`];
  });
}

/** What `previous` of a catalog means, and what is wrong with it. */
export function readPrevious(
  previous: Readonly<Record<string, Upcasters>> | undefined,
  current: string,
  known: Readonly<Record<string, unknown>>,
  form: RegExp,
): { readonly previous: PreviousVersion | undefined; readonly faults: readonly string[] } {
  if (previous === undefined) return { previous: undefined, faults: [] };
  const [first, ...more] = Object.entries(previous);
  if (first === undefined || more.length > 0) {
    const faults = ['`previous` must name exactly one version, the one before; drop the older ones'];
    return { previous: undefined, faults };
  }
  const [version, events] = first;
  const faults = [
    ...(form.test(version) ? [] : ['`previous`: the version must look like 2026-05-telemetry-v1']),
    ...(version === current ? ['`previous` names the version of the catalog itself'] : []),
    ...upcasterFaults(version, events, known),
  ];
  return { previous: { version, events: { ...events } }, faults };
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const unknownVersion = (fault: string): UpcastResult => ({ ok: false, reason: 'unknown_version', faults: [fault] });

/** Runs the upcaster of one event. It never throws. */
export function upcastPayload({ events }: PreviousVersion, name: string, payload: unknown): UpcastResult {
  const upcaster = Object.hasOwn(events, name) ? events[name] : undefined;
  if (upcaster === 'drop') return { ok: false, reason: 'unknown_event', faults: ['`previous` drops this event'] };
  // What is no object is for `check` to refuse.
  if (upcaster === undefined || !isPlain(payload)) return { ok: true, payload };
  try {
    const made: unknown = upcaster({ ...payload });
    return isPlain(made) ? { ok: true, payload: made } : unknownVersion('its upcaster returned no plain object');
  } catch {
    return unknownVersion('its upcaster failed');
  }
}

/** The payload of a version as this catalog would have it; anything but the current version and the one before is unknown. */
export function upcast(
  versions: { readonly version: string; readonly previous: PreviousVersion | undefined },
  from: string,
  name: string,
  payload: unknown,
): UpcastResult {
  if (from === versions.version) return { ok: true, payload };
  if (from !== versions.previous?.version)
    return unknownVersion('neither the version of the catalog nor the one before');
  return upcastPayload(versions.previous, name, payload);
}
