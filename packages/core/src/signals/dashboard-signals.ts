import type { InstrumentSpec } from './instrument-spec.ts';

/** Metrics of the first-party dashboard and of the numbers that it reports. */
export const dashboardSignals = {
  'plumbline.dashboard.views': {
    kind: 'counter',
    unit: '{view}',
    help: 'Views of the dashboard, exports with them, by how they ended.',
    layer: 'telemetry',
    privacy: 'people',
    labels: { outcome: ['success', 'denied', 'failed'] },
  },
  'plumbline.dashboard.failures': {
    kind: 'counter',
    unit: '{failure}',
    help: 'Work of the dashboard that failed, and views that could not be recorded or counted.',
    layer: 'telemetry',
    labels: {
      reason: ['deadline', 'busy', 'store', 'authorize', 'page', 'not_recorded', 'not_counted', 'too_many_strangers'],
    },
  },
  'plumbline.reporting.runs': {
    kind: 'counter',
    unit: '{run}',
    help: 'Scheduled computations of reported numbers; `refused` where a definition was refused or its query failed.',
    layer: 'telemetry',
    labels: { outcome: ['success', 'refused', 'failed'] },
  },
} as const satisfies Record<string, InstrumentSpec>;
