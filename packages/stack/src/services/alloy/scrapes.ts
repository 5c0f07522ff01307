import type { StackModel } from '../../model/stack-model.ts';
import { applicationJob, applicationLabels, metricsStore, scrapedParts } from '../addresses.ts';
import type { Block, Value } from './syntax.ts';

const INTERVAL = '15s';

/** What asks the readiness endpoint; the address that is asked is the instance. */
const PROBE_JOB = 'plumbline-probe';

const RECEIVER: Value = [{ ref: 'prometheus.remote_write.store.receiver' }];

/** A scrape whose series go to the store; `job` is what alerts and boards select by. */
export const scrape = (label: string, job: string, targets: Value): Block => ({
  name: 'prometheus.scrape',
  label,
  attributes: { targets, forward_to: RECEIVER, job_name: job, scrape_interval: INTERVAL },
});

/**
 * A scrape of an exporter within Alloy, whose targets bring a `job` and an `instance` of their own: of the process that
 * asks, not of what is asked.
 */
export function scrapeExporter(label: string, job: string, targets: Value, instance?: Value): Block[] {
  const set = (name: string, value: Value): Block => ({
    name: 'rule',
    attributes: { target_label: name, replacement: value },
  });
  return [
    {
      name: 'discovery.relabel',
      label,
      attributes: { targets },
      blocks: [set('job', job), ...(instance === undefined ? [] : [set('instance', instance)])],
    },
    scrape(label, job, { ref: `discovery.relabel.${label}.output` }),
  ];
}

export const remoteWrite = (url: Value): Block => ({
  name: 'prometheus.remote_write',
  label: 'store',
  comment: 'Where series that are scraped go.',
  blocks: [{ name: 'endpoint', attributes: { url, send_exemplars: true } }],
});

const target = (address: string, labels: Readonly<Record<string, string>> = {}): Value => ({
  object: { __address__: address, ...labels },
});

/** Road `scrape`: the labels that OTLP takes from the resource are given to each target. */
function replicas(model: StackModel): Block[] {
  if (model.road !== 'scrape') return [];
  const targets = model.scrapeTargets.map((address) => target(address, applicationLabels(model)));
  const [first, ...rest] = [scrape('application', applicationJob(model), targets)];
  return first === undefined ? [] : [{ ...first, comment: 'Each replica of the application is scraped.' }, ...rest];
}

/** Asks the readiness endpoint as a load balancer would; the answer of a degraded service is 200, that of a failed one 503. */
export function probe(model: StackModel): Block[] {
  if (model.probe === undefined) return [];
  const module =
    'ready:\n    prober: http\n    timeout: 5s\n    http:\n      method: GET\n      valid_status_codes: [200]\n      follow_redirects: false\n';
  return [
    {
      name: 'prometheus.exporter.blackbox',
      label: 'readiness',
      comment: 'Readiness as it is seen from outside of the process.',
      attributes: { config: { raw: `\nmodules:\n  ${module}` } },
      blocks: [
        {
          name: 'target',
          attributes: {
            name: 'readiness',
            address: model.probe,
            module: 'ready',
            labels: { object: applicationLabels(model) },
          },
        },
      ],
    },
    ...scrapeExporter('readiness', PROBE_JOB, { ref: 'prometheus.exporter.blackbox.readiness.targets' }, model.probe),
  ];
}

/** Where Mimir is the store no Prometheus scrapes the stack. Its names for rules and series become those of Prometheus, so that alerts and boards are the same. */
function parts(model: StackModel): Block[] {
  if (model.metricsStore !== 'mimir') return [];
  const rename = (from: string, toName: string): Block => ({
    name: 'rule',
    attributes: { source_labels: ['__name__'], regex: from, target_label: '__name__', replacement: toName },
  });
  const targets = Object.entries(scrapedParts(model)).map(([job, address]) => target(address, { job }));
  return [
    {
      ...scrape('stack', 'stack', targets),
      comment: 'The stack itself.',
      attributes: {
        targets,
        forward_to: [{ ref: 'prometheus.relabel.mimir.receiver' }],
        job_name: 'stack',
        scrape_interval: INTERVAL,
      },
    },
    {
      name: 'prometheus.relabel',
      label: 'mimir',
      comment: 'Mimir counts rules and series under names of its own; alerts and boards know those of Prometheus.',
      attributes: { forward_to: RECEIVER },
      blocks: [
        rename('cortex_(prometheus_rule_.+)', '$1'),
        rename('cortex_(prometheus_notifications_.+)', '$1'),
        rename('cortex_ingester_memory_series', 'prometheus_tsdb_head_series'),
      ],
    },
  ];
}

/** Everything that the collector fetches itself, and where it goes; empty where nothing is fetched. */
export function scrapes(model: StackModel): readonly Block[] {
  const blocks = [...replicas(model), ...probe(model), ...parts(model)];
  return blocks.length === 0 ? [] : [...blocks, remoteWrite(metricsStore(model).remoteWrite)];
}
