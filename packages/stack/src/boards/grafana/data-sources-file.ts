import type { StackFile } from '../../model/stack-file.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { metricsStore, PORTS } from '../../services/addresses.ts';
import { DATA_SOURCES } from '../../model/data-sources.ts';
import { toYaml } from '../../yaml.ts';
import { METRICS_NAME, SOURCES } from './sources.ts';

/** As often as parts are scraped and the application exports: the shortest step of a trend. */
const INTERVAL = '15s';

const of = (name: string, source: { readonly type: string; readonly uid: string }, url: string, jsonData: object) => ({
  name,
  uid: source.uid,
  type: source.type,
  access: 'proxy',
  orgId: 1,
  url,
  editable: false,
  jsonData,
});

/** Both names of the label: ours, and what Tempo writes where nobody says otherwise. */
const exemplars = ['trace_id', 'traceID'].map((name) => ({
  name,
  datasourceUid: SOURCES.traces.uid,
  urlDisplayLabel: 'Open the trace',
}));

const metrics = (model: StackModel) => ({
  ...of(METRICS_NAME, SOURCES.metrics, metricsStore(model).query, {
    httpMethod: 'POST',
    prometheusType: model.metricsStore === 'mimir' ? 'Mimir' : 'Prometheus',
    timeInterval: INTERVAL,
    manageAlerts: true,
    alertmanagerUid: DATA_SOURCES.alerts,
    exemplarTraceIdDestinations: exemplars,
  }),
  isDefault: true,
});

/** The ID of a trace is metadata of a line that came over OTLP, and nowhere in its text: `label` finds it, an expression does not. */
const derived = (name: string, label: string, more: object) => ({
  name,
  matcherType: 'label',
  matcherRegex: label,
  ...more,
});

// `$$` is how a file of Grafana says `$`: one alone would be read as a variable of the environment.
const logs = of('Logs', SOURCES.logs, `http://loki:${PORTS.loki}`, {
  maxLines: 1_000,
  derivedFields: [
    derived('Trace', 'trace_id', {
      datasourceUid: SOURCES.traces.uid,
      url: '$${__value.raw}',
      urlDisplayLabel: 'Open the trace',
    }),
    derived('Request', 'plumbline_request_id', {
      url: '/d/plumbline-request?var-request_id=$${__value.raw}',
      urlDisplayLabel: 'All of this request',
    }),
  ],
});

const spanQuery = (name: string, query: string) => ({ name, query });

const traces = of('Traces', SOURCES.traces, `http://tempo:${PORTS.tempo}`, {
  tracesToLogsV2: {
    datasourceUid: SOURCES.logs.uid,
    spanStartTimeShift: '-5m',
    spanEndTimeShift: '5m',
    filterByTraceID: false,
    filterBySpanID: false,
    tags: [{ key: 'service.name', value: 'service_name' }],
    // The usual filter looks for the ID in the text of a line, where OTLP does not put it.
    customQuery: true,
    query: '{$${__tags}} | trace_id="$${__trace.traceId}"',
  },
  tracesToMetrics: {
    datasourceUid: SOURCES.metrics.uid,
    spanStartTimeShift: '-30m',
    spanEndTimeShift: '30m',
    tags: [{ key: 'service.name', value: 'service' }],
    queries: [
      spanQuery('Spans per second', 'sum by (span_name) (rate(traces_spanmetrics_calls_total{$$__tags}[5m]))'),
      spanQuery(
        'Failing share',
        'sum(rate(traces_spanmetrics_calls_total{$$__tags,status_code="STATUS_CODE_ERROR"}[5m])) / sum(rate(traces_spanmetrics_calls_total{$$__tags}[5m]))',
      ),
      spanQuery(
        'Slow end (p95)',
        'histogram_quantile(0.95, sum by (le) (rate(traces_spanmetrics_latency_bucket{$$__tags}[5m])))',
      ),
    ],
  },
  serviceMap: { datasourceUid: SOURCES.metrics.uid },
  nodeGraph: { enabled: true },
  traceQuery: { timeShiftEnabled: true, spanStartTimeShift: '-30m', spanEndTimeShift: '30m' },
});

const alerts = of(
  'Alerts',
  { type: 'alertmanager', uid: DATA_SOURCES.alerts },
  `http://alertmanager:${PORTS.alertmanager}`,
  {
    implementation: 'prometheus',
    handleGrafanaManagedAlerts: false,
  },
);

const COMMENT = [
  'Where Grafana asks: metrics, logs, traces and alerts, with the ways between them.',
  'A line leads to its trace and to all lines of its request, a trace to its lines and to the numbers of its service,',
  'a dot on a trend to its trace.',
].join('\n');

/** The data sources of Grafana. Without secrets: everything is reached within the network of the stack. */
export const dataSourcesFile = (model: StackModel): StackFile => ({
  path: 'grafana/provisioning/datasources/plumbline.yml',
  text: toYaml({ apiVersion: 1, prune: true, datasources: [metrics(model), logs, traces, alerts] }, COMMENT),
});
