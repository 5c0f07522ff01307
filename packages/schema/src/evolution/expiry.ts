import { daysBetween } from './days.ts';
import { latestRenewals, type Renewal } from './renewals.ts';

/** How long before its last day an event is warned about: enough for a review and a release. */
const WARN_DAYS = 30;

/** How one event stands on a day. */
export interface EventExpiry {
  readonly event: string;
  /** Its last day: what the catalog says, or its renewal where that is later. */
  readonly expires: string;
  /** Days until then; 0 on the last day, negative when it is over. */
  readonly daysLeft: number;
  readonly state: 'valid' | 'soon' | 'expired';
  /** The renewal that its last day comes from. */
  readonly renewal?: Renewal;
}

/**
 * How each event stands on a day in UTC: `soon` from 30 days before its last day on, `expired` from the day after. Those
 * that end first come first.
 */
export function judgeExpiries(
  expiries: Readonly<Record<string, string>>,
  renewals: readonly Renewal[],
  today: string,
): readonly EventExpiry[] {
  const latest = latestRenewals(renewals);
  return Object.entries(expiries)
    .map(([event, declared]): EventExpiry => {
      const renewal = latest.get(event);
      const isRenewed = renewal !== undefined && renewal.until > declared;
      const expires = isRenewed ? renewal.until : declared;
      const daysLeft = daysBetween(today, expires);
      const state = daysLeft < 0 ? 'expired' : daysLeft <= WARN_DAYS ? 'soon' : 'valid';
      return { event, expires, daysLeft, state, ...(isRenewed && { renewal }) };
    })
    .toSorted((a, b) => (a.expires < b.expires || (a.expires === b.expires && a.event < b.event) ? -1 : 1));
}

const inDays = (days: number): string => (days === 0 ? 'today' : `in ${days} ${days === 1 ? 'day' : 'days'}`);

/** One event as a line for people, with the command that renews it. */
export function describeExpiry({ event, expires, daysLeft, state }: EventExpiry): string {
  const when = state === 'expired' ? `expired on ${expires}` : `expires on ${expires}, ${inDays(daysLeft)}`;
  return `the event ${event} ${when}`;
}
