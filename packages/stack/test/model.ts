import { instrumentsOf } from '../src/model/instruments.ts';
import { defaultSlos } from '../src/slo/default-slos.ts';
import type { ApplicationModel, StackModel } from '../src/model/stack-model.ts';

/** An application with one of everything. */
export const application: ApplicationModel = {
  service: { name: 'approvals', version: '1.4.2' },
  jobs: [{ name: 'digest', everySeconds: 86_400 }, { name: 'cleanup' }],
  queues: ['exports'],
  syncs: ['tablets'],
  connections: ['broker'],
  pools: ['main'],
  dependencies: { email: ['send'], blob: ['put', 'get'] },
  usage: ['login_succeeded', 'content_created', 'feedback_submitted', 'approval_submitted'],
  actions: ['role.changed', 'login.failed', 'audit.read'],
  gauges: [
    {
      name: 'workflow',
      everySeconds: 60,
      gauges: [
        {
          name: 'content_items',
          help: 'Content items by status.',
          unit: '{item}',
          labels: { status: ['draft', 'in_approval', 'approved'] },
        },
        { name: 'stale_approvals', help: 'Items that wait for approval for too long.', unit: '{item}', labels: {} },
      ],
    },
  ],
  adapters: ['clickhouse'],
};

/** The model that the tests of the generators begin with. */
export const model: StackModel = {
  application,
  environment: 'production',
  namespace: undefined,
  road: 'otlp',
  scrapeTargets: ['approvals:9464'],
  metricsStore: 'prometheus',
  urls: {
    grafana: 'http://localhost:3000',
    prometheus: 'http://localhost:9090',
    alertmanager: 'http://localhost:9093',
    runbooks: 'runbooks',
  },
  roles: { email: 'email', blob: 'blob' },
  usage: { core: ['login_succeeded', 'content_created', 'approval_submitted'], hours: [8, 18], days: [1, 5] },
  bugReport: 'feedback_submitted',
  thresholds: { errorRatio: 0.05, p95Seconds: 1, minEvents: 20, queueAgeSeconds: 900, authFailureRatio: 0.5 },
  slos: defaultSlos,
  retention: { metrics: '90d', logs: '30d', traces: '14d' },
  exporters: { host: true, containers: true, kubernetes: true, postgres: true },
  compose: { application: 'compose.yml', service: 'approvals' },
  options: {},
  instruments: instrumentsOf(application),
};
