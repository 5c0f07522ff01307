/** Services of the overlay, whatever is switched on: an application of such a name would be merged into the part. */
export const PART_NAMES: readonly string[] = [
  'alloy',
  'alloy-exporters',
  'alloy-container-logs',
  'socket-proxy',
  'prometheus',
  'mimir',
  'alertmanager',
  'loki',
  'tempo',
  'grafana',
];
