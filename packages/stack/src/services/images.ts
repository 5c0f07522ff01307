/**
 * Every image of the stack, in one place, so that Renovate or a person raises one line. Exact versions, never `latest`.
 *
 * Evidence, as of 22 August 2026: tags of the repositories of Prometheus (v3.14.0), Alertmanager (v0.34.0), Loki
 * (v3.7.6), Tempo (v3.0.3) and Alloy (v1.18.1); the first, third and fourth are also what grafana/docker-otel-lgtm ships.
 * Grafana: the release of `@grafana/schema` 13.2.3 on npm. Mimir and the socket proxy: only files of third parties name
 * these tags. No registry was asked: pull once and add the digests (`image@sha256:…`) where a deployment needs them.
 */
export const IMAGES = {
  alertmanager: 'prom/alertmanager:v0.34.0',
  alloy: 'grafana/alloy:v1.18.1',
  grafana: 'grafana/grafana:13.2.3',
  loki: 'grafana/loki:3.7.6',
  mimir: 'grafana/mimir:3.2.1',
  prometheus: 'prom/prometheus:v3.14.0',
  socketProxy: 'tecnativa/docker-socket-proxy:0.4.2',
  tempo: 'grafana/tempo:3.0.3',
} as const;
