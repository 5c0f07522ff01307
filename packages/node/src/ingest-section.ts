import { is, isText, list, optional, type Section, section } from './checks.ts';
import { hook, positive } from './plain-checks.ts';

const isOrigin = (value: unknown): boolean => isText(value) && URL.canParse(value) && new URL(value).origin === value;

/** The route that browsers post their events to. What looks like an ID within a route, `createIngest` refuses. */
export const ingest: Section = section({
  consent: optional(hook),
  signedInAt: optional(hook),
  routes: optional(
    list(
      is((value) => isText(value) && value.startsWith('/'), 'must be a route pattern, such as `/orders/:id`'),
      'must be a list of route patterns',
    ),
  ),
  allowedOrigins: optional(
    list(is(isOrigin, 'must be an origin, such as `https://app.example.com`'), 'must be a list of origins'),
  ),
  rate: optional(section({ perSessionPerMinute: optional(positive), totalPerMinute: optional(positive) })),
});
