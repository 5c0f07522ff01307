import { DASHBOARD_VIEW } from '@plumbline/core';
import { countDistinctIf } from '../count-distinct.ts';

/** Somebody stands behind the event: what a job or a server does on its own has no ID, and no ID is no person. */
export const SOMEBODY = "anonymous_user_id != ''";

/** Looking at the telemetry dashboard is no use of the product. */
export const USE = `name != '${DASHBOARD_VIEW}'`;

/** Events by which people are counted who use the product. */
export const USE_BY_SOMEBODY = `${SOMEBODY} AND ${USE}`;

/** How many people are behind the events of a cell. */
export const PEOPLE = countDistinctIf('anonymous_user_id', SOMEBODY);
