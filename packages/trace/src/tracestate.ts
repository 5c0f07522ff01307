import type { TraceState } from '@opentelemetry/api';
import { trimOws } from './ows.ts';

/** Most list members of a `tracestate` (W3C Trace Context level 2, section 3.3.1). */
const MAX_MEMBERS = 32;

/**
 * Most characters that are handed on. The standard asks for 512 at least; a caller who sends much more would use up what the
 * next server takes of headers at all (16 kB in Node), for requests of ours.
 */
const MAX_SENT_LENGTH = 2_048;

/** Members that the standard has taken off first. */
const LONG_MEMBER_LENGTH = 128;

const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
// Printable ASCII without comma and equals sign, up to 256 characters, not ending in a space.
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** The list as it is handed on: where it is too long, without its long members from the right, then without any from the right. */
function writeMembers(members: ReadonlyMap<string, string>): string {
  const written = Array.from(members, ([key, value]) => `${key}=${value}`);
  let excess = written.join(',').length - MAX_SENT_LENGTH;
  for (const least of [LONG_MEMBER_LENGTH + 1, 0]) {
    for (let index = written.length - 1; index >= 0 && excess > 0; index -= 1) {
      const { length } = written[index] ?? '';
      if (length < least) continue;
      written.splice(index, 1);
      excess -= length + 1;
    }
  }
  return written.join(',');
}

function makeState(members: ReadonlyMap<string, string>): TraceState {
  return {
    get: (key) => members.get(key),
    set(key, value) {
      if (!KEY.test(key) || !VALUE.test(value)) return makeState(members);
      // A changed entry moves to the left; one too many falls off the right.
      const rest = [...members].filter(([known]) => known !== key);
      return makeState(new Map([[key, value] as const, ...rest].slice(0, MAX_MEMBERS)));
    },
    unset: (key) => makeState(new Map([...members].filter(([known]) => known !== key))),
    serialize: () => writeMembers(members),
  };
}

type Raw = string | readonly string[];
type Fault = 'malformed' | 'too_many';

/** The members of the list, or what is wrong with it. */
function readMembers(raw: Raw): ReadonlyMap<string, string> | Fault {
  const members = new Map<string, string>();
  let count = 0;
  for (const part of (typeof raw === 'string' ? raw : raw.join(',')).split(',')) {
    const member = trimOws(part);
    if (member === '') continue;
    count += 1;
    if (count > MAX_MEMBERS) return 'too_many';
    const split = member.indexOf('=');
    const key = member.slice(0, Math.max(0, split));
    const value = member.slice(split + 1);
    if (!KEY.test(key) || !VALUE.test(value)) return 'malformed';
    if (!members.has(key)) members.set(key, value);
  }
  return members;
}

/** Why a whole `tracestate` was dropped; undefined where it was only empty. */
export function tracestateFault(raw: Raw): Fault | undefined {
  const read = readMembers(raw);
  return typeof read === 'string' ? read : undefined;
}

/**
 * Reads a `tracestate` header, repeated ones joined, by W3C Trace Context level 2: at most 32 members, keys and values by
 * its grammar, empty members ignored, of a repeated key the first. One fault discards the whole list, as the standard's
 * test suite expects; undefined means: nothing to pass on. Read it only where `traceparent` was valid.
 */
export function parseTracestate(raw: string | readonly string[] | undefined): TraceState | undefined {
  if (raw === undefined) return undefined;
  const members = readMembers(raw);
  return typeof members === 'string' || members.size === 0 ? undefined : makeState(members);
}
