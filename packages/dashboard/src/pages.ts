import type { DashboardOptions } from './dashboard-options.ts';
import type { PageEntry } from './page-request.ts';
import { reliabilityEntry } from './pages/reliability.ts';

/** Every page, in the order of the navigation. */
export const pagesOf = (options: DashboardOptions): readonly PageEntry[] => [reliabilityEntry(options.reliability)];
