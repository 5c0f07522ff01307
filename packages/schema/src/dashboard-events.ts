import { type ConsentClass, defineEvent, type EventDefinition } from './define-event.ts';
import type { Field } from './field.ts';
import { category } from './fields.ts';

const PAGES = ['product', 'executive', 'reliability', 'request', 'audit'] as const;

/** What an application says of the events of its telemetry dashboard. */
export interface DashboardEventsOptions {
  readonly owner: string;
  readonly review: string;
  readonly expires: `${number}-${number}-${number}`;
  /** @default 'analytics' */
  readonly consent?: ConsentClass;
}

/** What `@plumbline/dashboard` counts. A type and no interface, so that it fits `events` as it is. */
export type DashboardEvents = {
  readonly dashboard_viewed: EventDefinition<
    'dashboard',
    readonly ['web'],
    { readonly page: Field<(typeof PAGES)[number], false> },
    readonly [],
    'authenticated'
  >;
};

/** The ready-made declaration of a view of the telemetry dashboard; spread it into `events` of `defineCatalog`. */
export function dashboardEvents(options: DashboardEventsOptions): DashboardEvents {
  const { owner, review, expires, consent = 'analytics' } = options;
  return {
    dashboard_viewed: defineEvent({
      owner,
      review,
      expires,
      consent,
      description: 'A page of the telemetry dashboard was looked at.',
      purpose: 'Whether reports are read, and which.',
      feature: 'dashboard',
      surfaces: ['web'],
      audience: 'authenticated',
      // The service that renders the page counts it, so that no browser can.
      sources: ['api'],
      fields: { page: category(PAGES) },
    }),
  };
}
