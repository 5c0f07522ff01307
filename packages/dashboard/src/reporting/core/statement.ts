import { DASHBOARD_VIEW, PlumblineError } from '@plumbline/core';

/** What every shipped definition is told by the application. */
export interface OwnedBy {
  /** `@` and the team that answers for the numbers. */
  readonly owner: string;
  /** First day on which everything is recorded, `YYYY-MM-DD`. */
  readonly validFrom: string;
}

/** The period, as every shipped query reads it. */
export const WITHIN = `occurred_at >= {from:DateTime64(3)}
  AND occurred_at < {until:DateTime64(3)}`;

/** Somebody stands behind the event: not a job, and not a page that counts nobody. */
export const SOMEBODY = "anonymous_user_id != ''";

/** What people who look at the numbers do is no use of the product. */
export const USE = `name != '${DASHBOARD_VIEW}'`;

/** How many people stand behind a value. */
export const PEOPLE = "uniqExactIf(anonymous_user_id, anonymous_user_id != '')";

/** What stands in place of a value that an event does not carry; the empty text means all. */
const UNSAID = 'not said';

/** The value of a dimension of the catalog, or of `feature` and `surface`. */
export const dimension = (name: string): string =>
  `if(JSONExtractString(payload_json, '${name}') = '', '${UNSAID}', JSONExtractString(payload_json, '${name}'))`;

const EVENT = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const FIELD = /^[a-z][A-Za-z0-9_]{0,59}$/;

type Named = Readonly<Record<string, unknown>>;

/** What was given, as far as a message can show it. */
const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : value === null ? 'null' : typeof value;

const faultsOf = (given: Named, form: RegExp, what: string): readonly string[] =>
  Object.entries(given)
    .filter(([, value]) => typeof value !== 'string' || !form.test(value))
    .map(([option, value]) => `\`${option}\` is ${shown(value)}: ${what} must be named as in the catalog`);

/** What is wrong with the names of events and of fields or dimensions, each by the option that it was given in. */
export const nameFaults = (events: Named, fields: Named): readonly string[] => [
  ...faultsOf(events, EVENT, 'an event'),
  ...faultsOf(fields, FIELD, 'a field or dimension'),
];

/** Names go into statements as they are: they are those of the catalog, or nothing. */
export function checkNames(what: string, events: Named, fields: Named): void {
  const faults = nameFaults(events, fields);
  if (faults.length > 0) throw new PlumblineError('PLB_REPORTING_METRIC', `${what}: ${faults.join('; ')}`);
}

/** A name of the catalog as part of an ID: `orgUnit` is `org_unit`. */
export const inId = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
