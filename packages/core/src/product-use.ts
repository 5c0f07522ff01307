/**
 * Name of the event of whoever looks at the telemetry dashboard. Looking at numbers is no use of the product, so that pages,
 * reports and boards leave it out wherever people or use are counted; how often it happens is a number of its own.
 */
export const DASHBOARD_VIEW = 'dashboard_viewed';
