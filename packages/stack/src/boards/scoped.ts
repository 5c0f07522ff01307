/** Service and environment of a metric that has these labels without being one of the application: recordings, probes. */
export const CHOSEN = 'service_name=~"$service",deployment_environment_name=~"$environment"';

/** The same of alerts: those of the stack itself have neither, and are everybody's. */
export const CHOSEN_ALERTS = 'service_name=~"(?:$service)?",deployment_environment_name=~"(?:$environment)?"';

/** `slo:error_ratio:1h{service_name=~"$service",…,more}`. */
export const scoped = (name: string, ...more: readonly string[]): string => `${name}{${[CHOSEN, ...more].join(',')}}`;
