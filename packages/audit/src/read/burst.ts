import type { AuditRecord } from '../audit-record.ts';
import type { Detector, PatternFinding, PatternName } from './pattern-types.ts';

/** So many within so long. */
export interface BurstLimit {
  /** From this many on it is a burst; at least 2. */
  readonly count: number;
  readonly windowMs: number;
}

/** What one actor did lately. */
interface Run {
  /** Of the last records, as many as a burst needs. */
  readonly recent: { readonly id: string; readonly at: number; readonly time: string }[];
  /** Set once the limit is reached. */
  burst?: { readonly ids: string[]; count: number; readonly since: string };
}

const MAX_NAMED = 1_000;

function findingOf(pattern: PatternName, actor: string, { burst, recent }: Run): PatternFinding[] {
  if (burst === undefined) return [];
  const { count, ids, since } = burst;
  return [{ pattern, actor, records: ids, count, since, until: recent.at(-1)?.time ?? since }];
}

/** The run with one more record: part of a burst where the last `count` of them lie within the window. */
function withRecord(
  run: Run,
  { id, recorded_at: time }: AuditRecord,
  at: number,
  { count, windowMs }: BurstLimit,
): Run {
  const full = run.recent.length === count ? run.recent.slice(1) : run.recent;
  const recent = [...full, { id, at, time }];
  const isDense = recent.length === count && at - (recent[0]?.at ?? at) < windowMs;
  if (!isDense) return { recent };
  const burst = run.burst ?? { ids: full.map((one) => one.id), count: full.length, since: recent[0]?.time ?? time };
  if (burst.ids.length < MAX_NAMED) burst.ids.push(id);
  burst.count += 1;
  return { recent, burst };
}

/**
 * Finds bursts by key: `count` records within `windowMs`, going on for as long as the last `count` of them still are. Memory
 * is for the keys of one window; who has been quiet for longer is forgotten.
 */
export function createBurst(
  pattern: PatternName,
  limit: BurstLimit,
  keyOf: (record: AuditRecord) => string | undefined,
): Detector {
  // In the order of the last record, so that what has become quiet stands first.
  const runs = new Map<string, Run>();

  const forgetQuiet = (now: number): PatternFinding[] => {
    const findings: PatternFinding[] = [];
    for (const [key, run] of runs) {
      if ((run.recent.at(-1)?.at ?? 0) >= now - limit.windowMs) break;
      findings.push(...findingOf(pattern, key, run));
      runs.delete(key);
    }
    return findings;
  };
  const add = (key: string, record: AuditRecord, at: number): PatternFinding[] => {
    const before = runs.get(key) ?? { recent: [] };
    const run = withRecord(before, record, at, limit);
    runs.delete(key);
    runs.set(key, run);
    return run.burst === undefined ? findingOf(pattern, key, before) : [];
  };
  return {
    see(record) {
      const at = Date.parse(record.recorded_at);
      const findings = forgetQuiet(at);
      const key = keyOf(record);
      return key === undefined ? findings : [...findings, ...add(key, record, at)];
    },
    end: () => [...runs].flatMap(([key, run]) => findingOf(pattern, key, run)),
  };
}
