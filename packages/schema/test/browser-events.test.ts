import { expect, it } from 'vitest';
import { browser } from './example-catalog.ts';

it('declares the events of a page with the payload keys that the seven questions and the recovery rate read', () => {
  const keys = Object.fromEntries(Object.entries(browser).map(([name, { fields }]) => [name, Object.keys(fields)]));
  expect(keys).toEqual({
    page_viewed: [],
    feature_viewed: [],
    filter_changed: ['view', 'filterKey', 'valueCount'],
    chart_interacted: ['chart', 'action'],
    client_error: ['boundary', 'errorClass'],
    session_ended: ['durationMs', 'pagesViewed', 'interactions'],
    offline_recovered: ['events', 'dropped', 'offlineMs'],
  });
});

it('asks for consent and comes from browsers unless told otherwise', () => {
  for (const event of Object.values(browser)) expect(event).toMatchObject({ consent: 'analytics', sources: ['web'] });
});
