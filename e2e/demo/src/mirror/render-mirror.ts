import { bold, dim, green, red, show, verdict } from '../table.ts';
import type { MirrorEvidence } from './run-mirror.ts';

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** The section of the report that `--with-posthog` adds. */
export function mirrorPart({ added, removed, refusal, words, lock, on, off }: MirrorEvidence): string[] {
  const same = sum(on.mirrored) === sum(on.stored) && on.unlocked.length === 0;
  const silent = off.requests === 0 && off.connections === 0;
  return [
    `\n${bold('7  Mirror')}  ${dim('what do four lines add, and does one take it away?')}`,
    '  plumbline.config.ts',
    ...added.map((line) => green(`    + ${line}`)),
    `  started with the lockfile as it was: ${refusal ?? 'it starts'}  ${verdict(refusal === 'PLB_EGRESS_LOCK_DIFFERS')}`,
    '  plumbline egress',
    ...words.filter((line) => line !== '').map((line) => `    ${line}`),
    '  plumbline.egress.lock',
    ...lock.removed.map((line) => red(`    - ${line}`)),
    ...lock.added.map((line) => green(`    + ${line}`)),
    `  on: PostHog got ${show(sum(on.mirrored))} of ${show(sum(on.stored))} listed events in ${show(on.requests)} requests, and nothing that the lockfile does not hold  ${verdict(same)}`,
    dim(
      `    ${Object.entries(on.mirrored)
        .map(([name, count]) => `${name} ${show(count)}`)
        .join(' · ')}`,
    ),
    '  plumbline.config.ts',
    red(`    - ${removed}`),
    `  off: ${show(off.connections)} connections to PostHog and ${show(off.requests)} requests, while ClickHouse stored ${show(sum(off.stored))} of these events  ${verdict(silent)}`,
  ];
}

/** The same for machines. */
export const mirrorJson = ({ added, removed, refusal, lock, on, off }: MirrorEvidence): object => ({
  added,
  removed,
  refusal,
  lock,
  on: { stored: on.stored, mirrored: on.mirrored, requests: on.requests, unlocked: on.unlocked },
  off: { stored: off.stored, requests: off.requests, connections: off.connections },
});
