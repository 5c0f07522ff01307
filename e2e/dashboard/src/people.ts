import { type ORG_SLICES, type ROLES, TEAMS } from './catalog.ts';
import type { Random } from './random.ts';

/** Somebody who uses the application. */
export interface Person {
  readonly id: string;
  readonly org: string;
  readonly orgSlice: (typeof ORG_SLICES)[number];
  readonly role: (typeof ROLES)[number];
  /** Some are in none. */
  readonly team: (typeof TEAMS)[number] | undefined;
  /** First and last day on which they come, counted from the first day of the set. */
  readonly from: number;
  readonly until: number;
  /** How likely they come on a weekday. */
  readonly habit: number;
}

/** People who are there from the start, and those who join later; some leave soon, most of the others stay. */
export function makePeople(random: Random, days: number, count: number): readonly Person[] {
  return Array.from({ length: count }, (_, index) => {
    const early = random.next() < 0.52;
    const from = early ? 0 : random.whole(0, days - 1);
    const stays = random.next() < 0.58;
    const until = stays ? days : from + Math.round(random.spread(6, 0.9));
    const orgSlice = random.pick([
      ['small', 3],
      ['medium', 4],
      ['large', 5],
    ] as const);
    return {
      id: `p${index.toString(36).padStart(5, '0')}`,
      org: `o${orgSlice[0]}${random.whole(1, 40)}`,
      orgSlice,
      role: random.pick([
        ['viewer', 5],
        ['editor', 4],
        ['approver', 2],
        ['admin', 0.6],
      ] as const),
      // Beside the random numbers, so that those of the others stay as they are.
      team: index % 9 === 0 ? undefined : TEAMS[Math.floor(((index * 7) % 41) ** 1.4 / 32) % TEAMS.length],
      from,
      until,
      habit: Math.min(0.9, random.spread(0.28, 0.6)),
    };
  });
}
