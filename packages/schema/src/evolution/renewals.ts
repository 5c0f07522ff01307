import { PlumblineError } from '@plumbline/core';
import { isEventName } from '../names.ts';
import { isDay, monthsAfter } from './days.ts';

/** Name of the file that holds the renewals of a catalog, in the folder of `plumbline.config.ts`. */
export const RENEWALS_FILE = 'plumbline.renewals';

/** Who let an event live longer, and why. */
export interface Renewal {
  readonly event: string;
  /** The last day, `YYYY-MM-DD`. */
  readonly until: string;
  /** A team or person, such as `@team-approvals`. */
  readonly by: string;
  readonly reason: string;
}

/** A purpose that nobody looked at for longer than this is not reviewed but kept. */
const MAX_MONTHS = 18;

/** Shorter is no reason. */
const MIN_REASON = 20;

const BY = /^@[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;
const LINE = /^renew ([a-z0-9_]{1,64}) (\d{4}-\d{2}-\d{2}) (@[\w./-]{1,100}) (".*")$/;

/** What is wrong with a renewal on a day; each names the option of the command it comes from. */
export function renewalFaults({ event, until, by, reason }: Renewal, today: string): readonly string[] {
  const latest = monthsAfter(today, MAX_MONTHS);
  return [
    ...(isEventName(event) ? [] : ['the event has no name of an event']),
    ...(isDay(until) ? [] : ['`--until` must be a day, YYYY-MM-DD']),
    ...(isDay(until) && until > latest
      ? [`\`--until\` may be ${latest} at most: ${MAX_MONTHS} months from today, then the purpose is looked at again`]
      : []),
    ...(BY.test(by) ? [] : ['`--by` must name a team or person, such as @team-approvals']),
    ...(reason.trim().length >= MIN_REASON && !/\p{Cc}/u.test(reason)
      ? []
      : [`\`--reason\` needs one line of at least ${MIN_REASON} characters`]),
  ];
}

/** One renewal as its line. */
export const formatRenewal = ({ event, until, by, reason }: Renewal): string =>
  `renew ${event} ${until} ${by} ${JSON.stringify(reason.trim())}`;

function parseLine(line: string): Renewal | undefined {
  const [, event, until, by, quoted] = LINE.exec(line) ?? [];
  if (event === undefined || until === undefined || by === undefined || quoted === undefined) return undefined;
  try {
    return { event, until, by, reason: JSON.parse(quoted) as string };
  } catch {
    return undefined;
  }
}

const invalid = (line: number, what: string): PlumblineError =>
  new PlumblineError('PLB_CATALOG_INVALID', `${RENEWALS_FILE}, line ${line}: ${what}`, {
    fix: 'Take the line back to what `npx plumbline catalog renew` wrote, or remove it and renew the event again.',
  });

/**
 * Reads the text of {@link RENEWALS_FILE}. A line that was written by hand has to keep to the same rules.
 *
 * @throws PlumblineError `PLB_CATALOG_INVALID` with the number of the first line that is not as the command writes it.
 */
export function parseRenewals(text: string, today: string): readonly Renewal[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const renewal = parseLine(line);
    if (renewal === undefined) throw invalid(index + 1, 'is not as `npx plumbline catalog renew` writes it');
    const [fault] = renewalFaults(renewal, today);
    if (fault !== undefined) throw invalid(index + 1, fault);
    return [renewal];
  });
}

/** By event, its renewal that lasts longest. */
export function latestRenewals(renewals: readonly Renewal[]): ReadonlyMap<string, Renewal> {
  const latest = new Map<string, Renewal>();
  for (const renewal of renewals) {
    const other = latest.get(renewal.event);
    if (other === undefined || other.until < renewal.until) latest.set(renewal.event, renewal);
  }
  return latest;
}
