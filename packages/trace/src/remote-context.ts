import { type Context, trace, TraceFlags } from '@opentelemetry/api';
import { markNotRandom } from './active-context.ts';
import type { HeaderText } from './header-text.ts';
import { parseTraceparent } from './traceparent.ts';
import { parseTracestate } from './tracestate.ts';

/** Thirty-two members of the greatest length have half of it; HTTP bounds its headers, messages do not. */
const MAX_TRACESTATE_LENGTH = 32_768;

const lengthOf = (state: HeaderText): number =>
  typeof state === 'string' ? state.length : (state ?? []).reduce((sum, { length }) => sum + length, 0);

/** Whether a `tracestate` is left aside unread. */
export const isTooLong = (state: HeaderText): boolean => lengthOf(state) > MAX_TRACESTATE_LENGTH;

/** `base` with the caller's span in it; undefined where `traceparent` is none, so that a new trace starts. */
export function remoteContext(base: Context, traceparent: HeaderText, tracestate: HeaderText): Context | undefined {
  const remote = parseTraceparent(traceparent);
  if (!remote) return undefined;
  const traceState = isTooLong(tracestate) ? undefined : parseTracestate(tracestate);
  const parent = trace.setSpanContext(base, {
    traceId: remote.traceId,
    spanId: remote.parentId,
    traceFlags: remote.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(traceState && { traceState }),
  });
  return remote.random ? parent : markNotRandom(parent);
}
