import { nearestWord } from '@plumbline/core';
import type { StackModel } from '../../model/stack-model.ts';
import { graceSeconds, neededSeconds } from '../shutdown-times.ts';
import { type ComposeFile, type ComposeService, readCompose } from './read-compose.ts';
import { overlayOf, shared } from './same-names.ts';

/** Something in which the application's compose file and the overlay do not go together, and what to change. */
export interface Misfit {
  readonly what: string;
  readonly fix: string;
}

/** The port of the readiness endpoint in examples, where none is named. */
const EXAMPLE_PORT = 3_000;

const PART_URLS: Readonly<Record<string, string>> = {
  grafana: "urls: { grafana: 'http://localhost:3003' }",
  prometheus: "urls: { prometheus: 'http://localhost:9190' }",
  mimir: "urls: { prometheus: 'http://localhost:9190' }",
  alertmanager: "urls: { alertmanager: 'http://localhost:9193' }",
};

const hostPorts = (
  { services }: ComposeFile,
  without: readonly string[] = [],
): readonly (readonly [number, string])[] =>
  Object.entries(services).flatMap(([name, { ports }]) =>
    without.includes(name) ? [] : ports.flatMap(({ host }) => (host === undefined ? [] : [[host, name] as const])),
  );

/** Two containers cannot have one port of the machine: the second one does not start. */
function samePorts(own: ComposeFile, overlay: ComposeFile): readonly Misfit[] {
  const taken = new Map(hostPorts(own));
  return hostPorts(overlay).flatMap(([port, part]) => {
    const service = taken.get(port);
    const option = PART_URLS[part];
    if (service === undefined) return [];
    return [
      {
        what: `publishes port ${port} of the machine for \`${service}\`, which the overlay takes for \`${part}\``,
        fix:
          option === undefined
            ? `Publish \`${service}\` on another port.`
            : `Say another one in plumbline.stack.ts: \`${option}\`.`,
      },
    ];
  });
}

const healthcheck = (port: number): string =>
  `healthcheck: { test: [CMD, node, -e, "fetch('http://127.0.0.1:${port}/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"] }`;

/** The collector joins the networks that the service names here; others it cannot see. */
function networkMisfits(name: string, { isExtended, networkMode, networks }: ComposeService): readonly Misfit[] {
  if (networkMode !== undefined)
    return [
      {
        what: `\`${name}\` has \`network_mode: ${networkMode}\`, where the name \`alloy\` leads nowhere`,
        fix: 'Leave `network_mode` out.',
      },
    ];
  return isExtended && networks === undefined ? [unseenNetworks(`\`${name}\` extends another service`)] : [];
}

const unseenNetworks = (why: string): Misfit => ({
  what: `${why}, whose networks are not seen here: the collector joins \`default\` alone`,
  fix: 'Keep the service in the network `default`, or name its networks in this file.',
});

/** Ports that the stack asks the application at: where ports are published, one of them is probably the right one. */
function portMisfits(model: StackModel, name: string, { ports }: ComposeService): readonly Misfit[] {
  if (model.probe === undefined) return [];
  const { hostname, port, protocol } = new URL(model.probe);
  const asked = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  const open = ports.flatMap(({ container }) => container ?? []);
  if (hostname !== name || open.length === 0 || open.includes(asked)) return [];
  return [
    {
      what: `\`${name}\` publishes ${open.join(', ')}, and \`probe\` asks it at ${asked}`,
      fix: `Name the port it listens at in plumbline.stack.ts: \`probe: 'http://${name}:${open[0]}/readyz'\`.`,
    },
  ];
}

function serviceMisfits(
  model: StackModel,
  name: string,
  service: ComposeService,
  overlay: ComposeFile,
): readonly Misfit[] {
  const port = service.ports.find(({ container }) => container !== undefined)?.container ?? EXAMPLE_PORT;
  const given = shared(service.environment, overlay.services[name]?.environment ?? []);
  const needed = neededSeconds(model);
  return [
    ...networkMisfits(name, service),
    ...portMisfits(model, name, service),
    ...given.map((variable) => ({
      what: `\`${name}\` sets ${variable}, which the overlay sets to another value`,
      fix: 'Remove it there: the last file wins, and without the overlay nothing should be sent.',
    })),
    ...(service.stopSeconds > needed
      ? []
      : [
          {
            what: `\`${name}\` is killed after ${service.stopSeconds} s, and its drain and shutdown may take ${needed} s`,
            fix: `Give it what \`shutdown.graceMs\` says: \`stop_grace_period: ${graceSeconds(model)}s\`.`,
          },
        ]),
    ...(service.hasHealthcheck
      ? []
      : [
          {
            what: `\`${name}\` has no healthcheck, so nobody sees in \`docker compose ps\` whether it is ready`,
            fix: `Ask its readiness: \`${healthcheck(port)}\`.`,
          },
        ]),
  ];
}

/** Services that the stack names on the road `scrape` and for its probe, and that are not there. */
function absentHosts(model: StackModel, own: ComposeFile): readonly Misfit[] {
  const targets =
    model.road === 'scrape' ? model.scrapeTargets.map((target) => ['scrapeTargets', target.split(':')[0] ?? '']) : [];
  const probed = model.probe === undefined ? [] : [['probe', new URL(model.probe).hostname]];
  // A name with a dot is one of the network beyond Compose.
  return [...targets, ...probed].flatMap(([option, host = '']) =>
    host === '' || host.includes('.') || Object.hasOwn(own.services, host)
      ? []
      : [
          {
            what: `has no service \`${host}\`, which \`${option}\` names`,
            fix: `Name one of ${Object.keys(own.services).join(', ')}.`,
          },
        ],
  );
}

function missingService({ compose }: StackModel, own: ComposeFile): Misfit {
  const there = Object.keys(own.services);
  const near = nearestWord(compose.service, there) ?? (there.length === 1 ? there[0] : undefined);
  return {
    what: `has no service \`${compose.service}\`${there.length === 0 ? '' : `; there are ${there.join(', ')}`}`,
    fix: `Name the one that runs the application in plumbline.stack.ts: \`compose: { service: '${near ?? there[0] ?? 'app'}' }\`.`,
  };
}

/**
 * Everything in the application's compose file that the overlay would stumble over, but for names that both have: those are
 * refused. It is read, and never written.
 */
export function composeMisfits(model: StackModel, text: string): readonly Misfit[] {
  const own = readCompose(text);
  if ('fault' in own)
    return [{ what: `cannot be read: ${own.fault}`, fix: 'Correct it: `docker compose config -q` says the same.' }];
  const overlay = overlayOf(model);
  const { service: name } = model.compose;
  const service = own.services[name];
  const found = [...samePorts(own, overlay)];
  if (service !== undefined) found.push(...serviceMisfits(model, name, service, overlay));
  // A file that it includes may bring what is missed.
  if (own.includes)
    return service === undefined ? [...found, unseenNetworks(`\`${name}\` may be in a file that it includes`)] : found;
  return [...(service === undefined ? [missingService(model, own)] : []), ...found, ...absentHosts(model, own)];
}
