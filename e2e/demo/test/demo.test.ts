import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const main = path.resolve(import.meta.dirname, '../src/main.ts');

interface MirrorRun {
  readonly stored: Readonly<Record<string, number>>;
  readonly requests: number;
}

interface Report {
  readonly requests: Record<string, number>;
  readonly events: {
    accepted: number;
    stored: number;
    lost: Record<string, number>;
    pending: number;
    refused: Record<string, number>;
  };
  readonly questions: readonly { readonly name: string; readonly rows: readonly object[] }[];
  readonly audit: Record<string, number>;
  readonly egress: { destinations: readonly string[]; external: number };
  readonly canaries: { planted: number; found: number };
  readonly cost: Record<string, number>;
  readonly posthog: {
    readonly added: readonly string[];
    readonly removed: string;
    readonly refusal: string;
    readonly lock: { readonly added: readonly string[]; readonly removed: readonly string[] };
    readonly on: MirrorRun & {
      readonly mirrored: Readonly<Record<string, number>>;
      readonly unlocked: readonly string[];
    };
    readonly off: MirrorRun & { readonly connections: number };
  };
  readonly faults: readonly string[];
}

it('prints one JSON object in which every sum adds up', async () => {
  const args = [main, '--json', '--with-posthog', '--requests', '500', '--cost-rounds', '1'];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
  expect(stdout.trim().split('\n')).toHaveLength(1);
  const report = JSON.parse(stdout) as Report;
  const { requests, events, audit } = report;
  expect(report.faults).toEqual([]);
  expect([requests['answered'], requests['logged'], requests['echoed']]).toEqual([
    requests['sent'],
    requests['sent'],
    requests['sent'],
  ]);
  expect(requests['traced']).toBe(requests['traced_by_rule']);
  expect(requests['hops']).toBeGreaterThan(0);
  expect(events.accepted).toBe(
    events.stored + Object.values(events.lost).reduce((sum, count) => sum + count, 0) + events.pending,
  );
  expect(Object.keys(events.refused).length).toBeGreaterThan(2);
  expect(report.questions.map(({ rows }) => rows.length > 0)).toEqual(Array.from({ length: 7 }, () => true));
  expect([audit['stored'], audit['verified'], audit['proved']]).toEqual(
    Array.from({ length: 3 }, () => audit['recorded']),
  );
  expect(report.egress.external).toBe(0);
  expect(report.canaries).toMatchObject({ found: 0 });
  expect(report.canaries.planted).toBeGreaterThan(100);
  expect(report.cost['ratio']).toBeGreaterThan(0);

  const { added, removed, refusal, lock, on, off } = report.posthog;
  expect([added.length, added.includes(removed), refusal]).toEqual([4, true, 'PLB_EGRESS_LOCK_DIFFERS']);
  // Every line that came is about PostHog, and none went.
  expect(lock.removed).toEqual([]);
  expect(lock.added.filter((line) => line.split('  ')[1] !== 'posthog')).toEqual([]);
  expect(lock.added.filter((line) => line.startsWith('field')).map((line) => line.split('  ').slice(2, 4))).toEqual([
    ['approval_submitted', 'decision'],
    ['approval_submitted', 'round'],
    ['content_item_created', 'kind'],
  ]);
  expect(on.mirrored).toEqual(on.stored);
  expect(Math.min(...Object.values(on.stored))).toBeGreaterThan(0);
  expect([on.requests > 0, on.unlocked]).toEqual([true, []]);
  expect([off.requests, off.connections]).toEqual([0, 0]);
  expect(Math.min(...Object.values(off.stored))).toBeGreaterThan(0);
}, 600_000);
