import { writeSync } from 'node:fs';
import { createCounter, noopMeter } from '@plumbline/core';
import { hearFailure } from './destination.ts';
import { quoted } from './faults.ts';
import type { LoggerOptions, LossReason } from './options.ts';

/** A loss that goes on is told again after this time, however few lines it cost. */
const AGAIN_MS = 60_000;

const onStderr = (line: string): void => void writeSync(2, line);

/** One line at the first loss, whenever their number has doubled, and when the last word is a minute old. */
function createNotice(
  service: string,
  now: () => number,
  say: (line: string) => void,
): (reason: LossReason, count: number) => void {
  let next = 1;
  let toldAt = 0;
  return (reason, count) => {
    const time = now();
    if (count < next && time - toldAt < AGAIN_MS) return;
    next = count * 2;
    toldAt = time;
    try {
      say(`plumbline: log lines of ${quoted(service)} are lost: ${reason}, ${count} so far\n`);
    } catch {
      // Nobody hears that either.
    }
  };
}

/** Counts lost lines and says so to whoever is there to hear it. What it returns never throws. */
export function createLosses(
  { service, meter = noopMeter, onLost }: LoggerOptions,
  onFailure: () => void,
  // Time between two words is measured by a clock that is never set.
  now: () => number = () => performance.now(),
  say: (line: string) => void = onStderr,
): (reason: LossReason) => void {
  const losses = createCounter(meter, 'plumbline.log.lost');
  const notice = onLost ?? createNotice(service, now, say);
  let count = 0;
  let isTelling = false;
  return (reason) => {
    count += 1;
    try {
      losses.add(1, { reason });
    } catch {
      // The notice still gives the number.
    }
    // What is told may log, and lose that line too.
    if (isTelling) return;
    isTelling = true;
    try {
      hearFailure(notice(reason, count), onFailure);
    } catch {
      onFailure();
    } finally {
      isTelling = false;
    }
  };
}
