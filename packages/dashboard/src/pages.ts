import type { DashboardOptions } from './dashboard-options.ts';
import type { PageEntry } from './page-request.ts';
import { auditEntry } from './pages/audit.ts';
import { executiveEntry } from './pages/executive.ts';
import { productEntry } from './pages/product.ts';
import { reliabilityEntry } from './pages/reliability.ts';
import { requestEntry } from './pages/request.ts';

/** Every page, in the order of the navigation. */
export const pagesOf = (options: DashboardOptions): readonly PageEntry[] => [
  productEntry,
  executiveEntry(options),
  reliabilityEntry(options.reliability),
  requestEntry(options),
  auditEntry(options.trail),
];
