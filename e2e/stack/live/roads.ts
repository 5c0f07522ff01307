/** How metrics travel: over OTLP through the collector, or scraped by Prometheus from each replica. */
export const ROADS = ['otlp', 'scrape'] as const;
export type Road = (typeof ROADS)[number];
