/**
 * Every image of the stack, in one place, so that Renovate or a person raises one line. Exact versions, never `latest`.
 *
 * Evidence: tags of the repositories of Prometheus (v3.14.0, 17 August 2026), Alertmanager (v0.34.2, 29 October), Loki
 * (v3.7.8, 17 September), Tempo (v3.0.3) and Alloy (v1.18.1, 6 August), the dated ones as the proxy of Go's modules has
 * them. Grafana: the release of `@grafana/schema` 13.2.3 on npm. Mimir and the socket proxy: only files of third parties
 * name these tags. No registry of images was asked: pull once, and add digests (`image@sha256:…`) where they are wanted.
 */
export const IMAGES = {
  alertmanager: 'prom/alertmanager:v0.34.2',
  alloy: 'grafana/alloy:v1.18.1',
  grafana: 'grafana/grafana:13.2.3',
  loki: 'grafana/loki:3.7.8',
  mimir: 'grafana/mimir:3.2.1',
  prometheus: 'prom/prometheus:v3.14.0',
  socketProxy: 'tecnativa/docker-socket-proxy:0.4.2',
  tempo: 'grafana/tempo:3.0.3',
} as const;
