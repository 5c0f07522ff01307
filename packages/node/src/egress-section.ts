import { fieldFault } from '@plumbline/sentry';
import { type Check, is, list, oneOf, optional, record, type Section, section, text } from './checks.ts';
import { flag, words } from './plain-checks.ts';

const ORIGIN = 'must be scheme, host and port alone, such as https://errors.example';
const party = oneOf(['first-party', 'third-party'], "must be 'first-party' or 'third-party'");

function isDay(value: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(value);
}

/** As in the lockfile: the variable decides who it is, and the team wrote that down itself. */
const ANY_DSN = 'env:SENTRY_DSN';

const isOrigin = (value: string): boolean => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === value;
};

const tracker = section({
  origin: text(ORIGIN, (value) => value === ANY_DSN || isOrigin(value)),
  party: optional(party),
});

/** What leaves, to whom, and on which terms. */
export const egress: Section = section({
  lock: optional(
    is(
      // Not a path: where it would be looked for depends on the folder that the process was started in.
      (value) => (value instanceof URL ? value.protocol === 'file:' : String(value).startsWith('egress-lock ')),
      "must be `new URL('./plumbline.egress.lock', import.meta.url)`, or the text of that file",
    ),
  ),
  gates: optional(
    record(
      section({
        owner: optional(words),
        review: optional(words),
        expires: optional(text('must be a day, YYYY-MM-DD', isDay)),
        consent: optional(oneOf(['essential', 'analytics'], "must be 'essential' or 'analytics'")),
      }),
      'must give each destination its terms',
    ),
  ),
  errors: optional((value, path) => (value === false ? [] : tracker(value, path))),
  propagation: optional(
    section({ party: optional(party), hosts: optional(record(party, 'must give each host its party')) }),
  ),
  collector: optional(section({ party: optional(party) })),
});

const field: Check = (value, path) => {
  const message = fieldFault(value);
  return message === undefined ? [] : [{ path, message }];
};

/** What goes to the error tracker beside the error. */
export const errors: Section = section({
  fields: optional(list(field, 'must be a list of names')),
  reportCrashes: optional(flag),
  root: optional(words),
});
