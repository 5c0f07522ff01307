/** uids of the data sources in Grafana: links of alerts, boards and the provisioning name the same ones. */
export const DATA_SOURCES = {
  metrics: 'plumbline-metrics',
  logs: 'plumbline-logs',
  traces: 'plumbline-traces',
  alerts: 'plumbline-alerts',
  reports: 'plumbline-reports',
} as const;
