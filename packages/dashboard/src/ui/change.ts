import { formatShare } from './format.ts';
import { html, type Html } from './html.ts';

/** Which way is the better one; `neither` where more is only more. */
export type BetterWay = 'up' | 'down' | 'neither';

/** How far a number moved against the span before, in words that do not need a colour. */
export interface Change {
  readonly text: string;
  readonly direction: 'up' | 'down' | 'same';
  readonly tone: 'good' | 'bad' | 'calm';
}

// Below half a per cent a change reads as 0 % or as noise.
const SAME = 0.005;

/** Undefined where there is nothing to compare with. */
export const changeOf = (
  now: number | null | undefined,
  before: number | null | undefined,
  better: BetterWay = 'neither',
): Change | undefined => {
  if (now === null || now === undefined || before === null || before === undefined) return undefined;
  if (before === 0) {
    return now === 0
      ? { text: 'none before either', direction: 'same', tone: 'calm' }
      : { text: 'none before', direction: 'up', tone: toneOf('up', better) };
  }
  const moved = now / before - 1;
  if (Math.abs(moved) < SAME) return { text: 'no change', direction: 'same', tone: 'calm' };
  const direction = moved > 0 ? 'up' : 'down';
  const times = now / before;
  const size = times >= 3 ? `${times.toFixed(1)} times as much` : `${direction} ${formatShare(Math.abs(moved))}`;
  return { text: size, direction, tone: toneOf(direction, better) };
};

/** The same for shares of 0 to 1, in points of a per cent: 30% and 33% are 3 points apart. */
export const pointsMoved = (
  now: number | null | undefined,
  before: number | null | undefined,
  better: BetterWay = 'neither',
): Change | undefined => {
  if (now === null || now === undefined || before === null || before === undefined) return undefined;
  const points = Math.round((now - before) * 1_000) / 10;
  if (points === 0) return { text: 'no change', direction: 'same', tone: 'calm' };
  const direction = points > 0 ? 'up' : 'down';
  const size = Math.abs(points);
  return {
    text: `${direction} ${size} ${size === 1 ? 'point' : 'points'}`,
    direction,
    tone: toneOf(direction, better),
  };
};

const toneOf = (direction: 'up' | 'down', better: BetterWay): Change['tone'] => {
  if (better === 'neither') return 'calm';
  return direction === better ? 'good' : 'bad';
};

const SIGNS = { up: '\u25b2', down: '\u25bc', same: '\u25cf' } as const;

/** A change with its sign, its words and, last of all, its colour. */
export const changeMark = (change: Change, before?: string): Html =>
  html`<span class="change change-${change.tone}"
      ><span class="change-sign" aria-hidden="true">${SIGNS[change.direction]}</span> ${change.text}</span
    >${before !== undefined && before !== '0' && html` <span class="change-before">from ${before}</span>`}`;
