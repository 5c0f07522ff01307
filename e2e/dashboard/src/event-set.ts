import { makePeople } from './people.ts';
import { createRandom, type Random } from './random.ts';
import { type EventRow, makeSession } from './sessions.ts';

const DAY_MS = 86_400_000;

export interface EventSetOptions {
  readonly seed: number;
  /** Milliseconds since the epoch at which the last day ends. */
  readonly until: number;
  readonly days: number;
  readonly people: number;
}

/** Monday to Sunday. */
const WEEK = [1.02, 1.08, 1.1, 1.03, 0.82, 0.16, 0.19];

/** Hours of a working day, with a dip at noon. */
const hourOf = (random: Random): number =>
  random.pick(
    [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20].map(
      (hour, index) => [hour, [1, 4, 7, 8, 6, 3, 5, 7, 6, 5, 3, 1][index] ?? 1] as const,
    ),
  );

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(random.next() * 16).toString(16)).join('');

/** In the form of a UUID of version 7; only its being different counts here. */
const uuid = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-7${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`;

/** Events of one day after the other: a weekly rhythm, slow growth, two days of a holiday, and one bad release. */
export function* eventSet({ seed, until, days, people }: EventSetOptions): Generator<readonly EventRow[]> {
  const random = createRandom(seed);
  const everybody = makePeople(random, days, people);
  for (let day = 0; day < days; day += 1) {
    const start = until - (days - day) * DAY_MS;
    const weekday = (new Date(start).getUTCDay() + 6) % 7;
    const holiday = day === days - 23 ? 0.35 : 1;
    const badRelease = day >= days - 12 && day <= days - 10;
    const rows: EventRow[] = [];
    for (const person of everybody) {
      if (day < person.from || day > person.until) continue;
      const weather = 0.94 + random.next() * 0.12;
      const comes = person.habit * (WEEK[weekday] ?? 1) * holiday * weather * (0.88 + (day / days) * 0.3);
      if (random.next() >= comes) continue;
      const visits = random.next() < 0.3 ? 2 : 1;
      for (let visit = 0; visit < visits; visit += 1) {
        const at = start + hourOf(random) * 3_600_000 + Math.floor(random.next() * 3_500_000);
        rows.push(
          ...makeSession(random, {
            person,
            start: at,
            grown: day / days,
            badRelease,
            id: uuid,
          }),
        );
      }
    }
    yield rows.filter(({ occurred_at }) => Date.parse(`${occurred_at.replace(' ', 'T')}Z`) < until);
  }
}
