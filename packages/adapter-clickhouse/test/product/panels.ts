import type { ProductPanelId } from '@plumbline/core';

const EACH: Readonly<Record<ProductPanelId, true>> = {
  dailyActives: true,
  topRoutes: true,
  featureUsage: true,
  filterChanges: true,
  chartInteractions: true,
  clientErrors: true,
  sessionDurations: true,
  featureLedger: true,
  captureVolume: true,
  offlineRecovery: true,
  retention: true,
  funnel: true,
};

/** Every panel: the compiler asks for one that is new. */
export const PANELS: readonly ProductPanelId[] = Object.keys(EACH) as ProductPanelId[];
