import { PlumblineError } from '@plumbline/core';

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
export const USE = "name != 'dashboard_viewed'";

/** How many people stand behind a value. */
export const PEOPLE = "uniqExactIf(anonymous_user_id, anonymous_user_id != '')";

/** What stands in place of a value that an event does not carry; the empty text means all. */
const UNSAID = 'not said';

/** The value of a dimension of the catalog, or of `feature` and `surface`. */
export const dimension = (name: string): string =>
  `if(JSONExtractString(payload_json, '${name}') = '', '${UNSAID}', JSONExtractString(payload_json, '${name}'))`;

const EVENT = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const FIELD = /^[a-z][A-Za-z0-9_]{0,59}$/;

/** Names go into statements as they are: they are those of the catalog, or nothing. */
export function checkNames(what: string, events: readonly string[], fields: readonly string[]): void {
  const faults = [
    ...events
      .filter((name) => typeof name !== 'string' || !EVENT.test(name))
      .map(() => 'an event must be named as in the catalog'),
    ...fields
      .filter((name) => typeof name !== 'string' || !FIELD.test(name))
      .map(() => 'a field or dimension must be named as in the catalog'),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_REPORTING_METRIC', `${what}: ${faults.join('; ')}`);
}

/** A name of the catalog as part of an ID: `orgUnit` is `org_unit`. */
export const inId = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
