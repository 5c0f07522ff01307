import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import type { Receiver } from '../model/stack-options.ts';
import { audience } from './alertmanager/audience.ts';
import { RECEIVERS } from './alertmanager/receivers.ts';
import { collectors } from './compose/collectors.ts';
import { stores } from './compose/stores.ts';

/** Switches by which a part would report to its makers or ask them for something; each is written into its configuration. */
const PHONE_HOME = [
  'alloy  reporting=off  by=--disable-reporting',
  'grafana  anonymous-access=off  by=auth.anonymous.enabled',
  'grafana  external-snapshots=off  by=snapshots.external_enabled',
  'grafana  gravatar=off  by=security.disable_gravatar',
  'grafana  keys-of-plugins=off  by=plugins.public_key_retrieval_disabled',
  'grafana  news=off  by=news.news_feed_enabled',
  'grafana  plugins-at-start=off  by=plugins.preinstall_disabled',
  'grafana  public-dashboards=off  by=public_dashboards.enabled',
  'grafana  reporting=off  by=analytics.reporting_enabled',
  'grafana  update-checks=off  by=analytics.check_for_updates',
  'grafana  update-checks-of-plugins=off  by=analytics.check_for_plugin_updates',
  'loki  reporting=off  by=analytics.reporting_enabled',
  'tempo  reporting=off  by=usage_report.reporting_enabled',
];

/** Where a receiver sends: a host where the options name one, else only the file that does. No secret, no address of a person. */
function destination(receiver: Receiver): string {
  if (receiver.kind === 'email') return `smtp:${receiver.smarthost}`;
  if (receiver.kind === 'pagerduty') return `pagerduty  key=file:${receiver.routingKeyFile}`;
  return `url=file:${receiver.urlFile}`;
}

/** All that the stack loads from outside and sends to outside, one fact a line, sorted: a change shows in review. */
export function egressLock(model: StackModel): StackFile {
  const parts = { ...collectors(model), ...stores(model) };
  const { signoz } = model.options;
  const told = RECEIVERS.flatMap((name) => {
    const { from, receivers } = audience(model, name);
    const place = from === name ? '' : `  of=${from}`;
    return from === undefined
      ? [`receiver  ${name}  none`]
      : receivers.map((receiver) => `receiver  ${name}  ${receiver.kind}  ${destination(receiver)}${place}`);
  });
  const switches =
    model.metricsStore === 'mimir' ? [...PHONE_HOME, 'mimir  reporting=off  by=usage_stats.enabled'] : PHONE_HOME;
  const facts = [
    ...Object.entries(parts).map(([name, { image }]) => `image  ${image}  for=${name}`),
    ...Object.entries(parts).flatMap(([name, { ports = [] }]) => ports.map((port) => `port  ${port}  of=${name}`)),
    ...told,
    signoz === undefined
      ? 'send  otlp  none'
      : `send  otlp  ${signoz.endpoint}  logs,metrics,traces  key=${signoz.keyFile === undefined ? 'none' : `file:${signoz.keyFile}`}`,
    ...(model.probe === undefined ? [] : [`probe  ${model.probe}`]),
    ...switches.map((fact) => `switch  ${fact}`),
  ];
  return { path: 'egress.lock', text: `stack-egress-lock 1\n${facts.sort().join('\n')}\n` };
}
