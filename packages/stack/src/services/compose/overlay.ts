import type { StackFile } from '../../model/stack-file.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { toYaml } from '../../yaml.ts';
import { PORTS, scrapePort } from '../addresses.ts';
import { header } from '../header.ts';
import { collectors, DOCKER_NETWORK } from './collectors.ts';
import { secretPages } from '../secrets.ts';
import { secretFiles } from './files-of-host.ts';
import { hardened, NETWORK } from './hardened.ts';
import { startCommand } from './start-command.ts';
import { stores } from './stores.ts';

/** On the road `scrape` the application opens its endpoint to its own network and sends no metrics. */
const scrapeVariables = (model: StackModel) => ({
  OTEL_METRICS_EXPORTER: 'prometheus',
  OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
  OTEL_EXPORTER_PROMETHEUS_PORT: String(scrapePort(model)),
});

/** All that the overlay says of the application: variables of OpenTelemetry. Nothing of it waits for the stack. */
export const applicationVariables = (model: StackModel): Readonly<Record<string, string>> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://alloy:${PORTS.otlpHttp}`,
  OTEL_SERVICE_NAME: model.application.service.name,
  OTEL_RESOURCE_ATTRIBUTES: [
    `deployment.environment.name=${model.environment}`,
    ...(model.namespace === undefined ? [] : [`service.namespace=${model.namespace}`]),
  ].join(','),
  ...(model.road === 'scrape' && scrapeVariables(model)),
});

const comment = (model: StackModel): string =>
  [
    header(`Overlay for ${model.compose.application}, which works without it and is changed by nothing here.`),
    '',
    `  ${startCommand(model)}`,
    '',
    'Compose resolves paths against the folder of the first file; PLUMBLINE_STACK names the folder of the stack where it',
    'is another one. Secrets are files below its folder `secrets`, whose page says how each is made: without its file a',
    'container does not start. Ports are bound to this machine alone.',
    ...(Object.values(model.exporters).includes(true)
      ? ['Profiles: `exporters` (machine, containers, database), `container-logs` (what containers print, as it is).']
      : []),
  ].join('\n');

/** Named volumes of all parts. */
const volumesOf = (parts: ReturnType<typeof stores>): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.values(parts)
      .flatMap(({ volumes = [] }) => volumes)
      .flatMap((volume) => /^([a-z-]+):/.exec(volume)?.[1] ?? [])
      .map((name) => [name, {}]),
  );

/** The overlay, and the folder for secrets of which git takes nothing. */
export function composeFiles(model: StackModel): readonly StackFile[] {
  const parts = { ...collectors(model), ...stores(model) };
  const overlay = {
    services: {
      [model.compose.service]: { environment: applicationVariables(model) },
      ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, hardened(part)])),
    },
    networks: { [NETWORK]: {}, ...(model.exporters.containers && { [DOCKER_NETWORK]: { internal: true } }) },
    volumes: volumesOf(parts),
    secrets: secretFiles(model),
  };
  return [{ path: 'compose.observability.yml', text: toYaml(overlay, comment(model)) }, ...secretPages(model)];
}
