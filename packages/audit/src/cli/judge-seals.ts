import { counted } from '../counted.ts';
import type { Anchor } from '../seal/seal.ts';
import { lastSeal } from '../seal/last-seal.ts';
import { parseSealHeader } from '../seal/seal-header.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { timeOfId } from '../time-of-id.ts';
import type { Judged } from './doctor-check.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Longest that a record waits where a sealer runs, as for `verify`. */
const WAIT_MS = HOUR_MS;
/** Anchors are made every ten minutes while seals are: so long, nobody makes them. */
const ANCHOR_MS = 7 * DAY_MS;

const SEAL_FIX =
  'Run `npx plumbline audit seal --key FILE` as a process of its own; `npx plumbline audit keygen` makes the key.';
const ANCHOR_FIX =
  'Give `plumbline audit seal` a place outside of the database: --anchor-file, --anchor-git or --anchor-tsa; `npx plumbline audit anchor` anchors once.';

function lengthOf(ms: number): string {
  const [unit, name] = ms < 2 * HOUR_MS ? [MINUTE_MS, 'minute'] : ms < 2 * DAY_MS ? [HOUR_MS, 'hour'] : [DAY_MS, 'day'];
  return counted(Math.max(0, Math.floor(ms / unit)), name);
}

/** The newest anchor that the store knows of; one whose time is none counts as the oldest. */
function newestOf(anchors: readonly Anchor[]): { readonly seal: number; readonly at: number } | undefined {
  const times = anchors.map(({ at, seal }) => ({ seal, at: Date.parse(at) || 0 }));
  return times.toSorted((a, b) => b.at - a.at || b.seal - a.seal)[0];
}

function judgeAnchors(anchors: readonly Anchor[], last: number, now: number): Judged & { readonly note: string } {
  const newest = newestOf(anchors);
  if (!newest) {
    const what = 'no seal of the audit trail is anchored: a stolen key or a cut tail could not be seen';
    return { faults: [], advice: [{ what, fix: ANCHOR_FIX }], note: 'no anchor' };
  }
  const age = lengthOf(now - newest.at);
  const note = `anchored up to seal ${newest.seal}, ${age} ago`;
  // Where nothing was sealed since, there is nothing to anchor.
  if (newest.seal >= last || now - newest.at <= ANCHOR_MS) return { faults: [], advice: [], note };
  const since = counted(last - newest.seal, 'seal was', 'seals were');
  const what = `the last anchor of the audit trail is ${age} old, and ${since} made since`;
  return { faults: [], advice: [{ what, fix: ANCHOR_FIX }], note };
}

/** What waits, how old the last seal and the newest anchor are, and what to do where they should be younger. */
export async function judgeSeals(source: EvidenceSource, now: number): Promise<Judged & { readonly note: string }> {
  const [{ waiting }, [oldest], last, anchors] = await Promise.all([
    source.totals(),
    source.waiting(1),
    lastSeal(source),
    source.anchors(),
  ]);
  const note = counted(waiting, 'record waits for a seal', 'records wait for a seal');
  if (last === undefined) {
    const what = 'the audit trail is not sealed: whoever owns its database can change it without a trace';
    return { faults: [], advice: waiting === 0 ? [] : [{ what, fix: SEAL_FIX }], note: `${note}, no seal yet` };
  }
  const waitedMs = oldest === undefined ? 0 : now - timeOfId(oldest.id);
  const sealed = `seal ${last.no} is ${lengthOf(now - parseSealHeader(last.header).sealedAt)} old`;
  const stopped = `${note}, the oldest for ${lengthOf(waitedMs)}, and ${sealed}: no sealer runs, or it cannot seal`;
  const anchored = judgeAnchors(anchors, last.no, now);
  return {
    faults: waitedMs > WAIT_MS ? [{ what: stopped, fix: SEAL_FIX }] : [],
    advice: anchored.advice,
    note: `${note}, ${sealed}, ${anchored.note}`,
  };
}
