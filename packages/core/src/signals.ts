import { auditSignals } from './signals/audit-signals.ts';
import { dashboardSignals } from './signals/dashboard-signals.ts';
import { eventSignals } from './signals/event-signals.ts';
import { recordSignals } from './signals/record-signals.ts';
import { serviceSignals } from './signals/service-signals.ts';
import { workSignals } from './signals/work-signals.ts';

export type { InstrumentSpec, Layer } from './signals/instrument-spec.ts';

/** Every metric that the packages emit. Names follow OpenTelemetry; `http.*` follow its semantic conventions. */
// Marked, as bundlers keep a table that is spread or assigned even where nobody asks for it.
export const signals: typeof serviceSignals &
  typeof workSignals &
  typeof eventSignals &
  typeof auditSignals &
  typeof recordSignals &
  typeof dashboardSignals = /* @__PURE__ */ Object.assign(
  {},
  serviceSignals,
  workSignals,
  eventSignals,
  auditSignals,
  recordSignals,
  dashboardSignals,
);

/** Name of a metric in {@link signals}. */
export type SignalName = keyof typeof signals;
