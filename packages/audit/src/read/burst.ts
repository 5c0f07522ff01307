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

/**
 * Finds bursts by key: `count` records within `windowMs`, going on for as long as the last `count` of them still are. Memory
 * is for the keys of one window; who has been quiet for longer is forgotten.
 */
export function createBurst(
  pattern: PatternName,
  { count, windowMs }: BurstLimit,
  keyOf: (record: AuditRecord) => string | undefined,
): Detector {
  // In the order of the last record, so that what has become quiet stands first.
  const runs = new Map<string, Run>();

  const close = (actor: string, { burst, recent }: Run): PatternFinding[] =>
    burst === undefined
      ? []
      : [
          {
            pattern,
            actor,
            records: burst.ids,
            count: burst.count,
            since: burst.since,
            until: recent.at(-1)?.time ?? burst.since,
          },
        ];
  const forgetQuiet = (now: number): PatternFinding[] => {
    const findings: PatternFinding[] = [];
    for (const [key, run] of runs) {
      if ((run.recent.at(-1)?.at ?? 0) >= now - windowMs) break;
      findings.push(...close(key, run));
      runs.delete(key);
    }
    return findings;
  };
  const add = (key: string, { id, recorded_at: time }: AuditRecord, at: number): PatternFinding[] => {
    const run: Run = runs.get(key) ?? { recent: [] };
    const full = run.recent.length === count ? run.recent.slice(1) : run.recent;
    const recent = [...full, { id, at, time }];
    const isDense = recent.length === count && at - (recent[0]?.at ?? at) < windowMs;
    runs.delete(key);
    if (!isDense) {
      runs.set(key, { recent });
      return close(key, run);
    }
    const burst = run.burst ?? { ids: full.map((one) => one.id), count: full.length, since: recent[0]?.time ?? time };
    if (burst.ids.length < MAX_NAMED) burst.ids.push(id);
    burst.count += 1;
    runs.set(key, { recent, burst });
    return [];
  };
  return {
    see(record) {
      const at = Date.parse(record.recorded_at);
      const findings = forgetQuiet(at);
      const key = keyOf(record);
      return key === undefined ? findings : [...findings, ...add(key, record, at)];
    },
    end: () => [...runs].flatMap(([key, run]) => close(key, run)),
  };
}
