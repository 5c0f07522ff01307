import { createHash } from 'node:crypto';
import type { ReportValue } from '@plumbline/core';

export const fingerprintOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A number of a report, with what the test says about it. */
export const makeReport = (init: Partial<ReportValue> = {}): ReportValue => ({
  metric: 'weekly_active_people',
  version: 1,
  fingerprint: fingerprintOf('the first text'),
  period: 'week',
  start: '2026-05-04',
  slice: '',
  value: 17,
  computedAt: Date.UTC(2026, 4, 11),
  ...init,
});

/** What makes two numbers the same one. */
export const identityOf = ({ metric, version, period, start, slice }: ReportValue): string =>
  JSON.stringify([metric, version, period, start, slice]);
