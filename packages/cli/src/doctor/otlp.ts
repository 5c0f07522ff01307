import { type DoctorCheck, type DoctorFault, judge, notNeeded } from './doctor-check.ts';
import { tcpObstacle } from './probe.ts';

const UNDECLARED =
  "; nobody has said whose the collector is that gets spans, metrics and log lines: where it is your own, `egress: { collector: { party: 'first-party' } }` says so";

export const VARIABLES = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
];

async function faultOf(variable: string, value: string): Promise<DoctorFault | undefined> {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { what: `${variable} is not an http or https address`, fix: `Write it as http://host:4318.` };
  }
  const why = await tcpObstacle(url);
  return why === undefined
    ? undefined
    : {
        what: `nothing answers at ${url.host}, where ${variable} sends telemetry (${why})`,
        fix: `Start the collector, correct ${variable}, or remove it to send nothing.`,
      };
}

/** An OTLP endpoint that nobody listens at. */
export const otlp: DoctorCheck = {
  name: 'otlp',
  async run({ env, config, packages }) {
    const set = VARIABLES.flatMap((variable) => (env[variable] ? [[variable, env[variable]] as const] : []));
    if (set.length === 0) return notNeeded('no OTLP endpoint is set');
    const isUndeclared =
      config.status === 'loaded' &&
      config.egress.collector === 'undeclared' &&
      packages.some(({ name }) => name === '@plumbline/node');
    const faults = await Promise.all(set.map(([variable, value]) => faultOf(variable, value)));
    return judge(
      faults.filter((fault) => fault !== undefined),
      `${set.length} endpoint(s) answer${isUndeclared ? UNDECLARED : ''}`,
    );
  },
};
