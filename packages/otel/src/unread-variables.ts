import { nearestWord } from '@plumbline/core';
import { type OtelEnvironment, read } from './environment-values.ts';

const of = (prefix: string, names: string): string[] => names.split(' ').map((name) => prefix + name);

const SENDING = 'ENDPOINT HEADERS PROTOCOL TIMEOUT';
/** What OpenTelemetry's exporters look up in the environment of the process themselves. */
const BY_EXPORTERS = 'COMPRESSION CERTIFICATE CLIENT_CERTIFICATE CLIENT_KEY';
const BATCH = 'SCHEDULE_DELAY EXPORT_TIMEOUT MAX_QUEUE_SIZE MAX_EXPORT_BATCH_SIZE';

/** Every `OTEL_*` variable that has an effect here. A test compares it with what is asked of an environment. */
const READ: ReadonlySet<string> = new Set([
  ...of(
    'OTEL_',
    'SDK_DISABLED SERVICE_NAME RESOURCE_ATTRIBUTES PROPAGATORS TRACES_SAMPLER TRACES_SAMPLER_ARG ' +
      'TRACES_EXPORTER METRICS_EXPORTER LOGS_EXPORTER METRIC_EXPORT_INTERVAL METRIC_EXPORT_TIMEOUT ' +
      'ATTRIBUTE_VALUE_LENGTH_LIMIT SPAN_ATTRIBUTE_COUNT_LIMIT',
  ),
  ...of('OTEL_BSP_', BATCH),
  ...of('OTEL_BLRP_', BATCH),
  ...['', 'TRACES_', 'METRICS_', 'LOGS_'].flatMap((signal) =>
    of(`OTEL_EXPORTER_OTLP_${signal}`, `${SENDING} ${BY_EXPORTERS}`),
  ),
  'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  'OTEL_EXPORTER_PROMETHEUS_HOST',
  'OTEL_EXPORTER_PROMETHEUS_PORT',
]);

/** Instrumentations of libraries have their own, which nobody can list. */
const OF_INSTRUMENTATIONS = /^OTEL_(?:INSTRUMENTATION_|SEMCONV_)/;

/** The variable that was probably meant: all words of its name but one are right, and that one is nearly so. */
function meantBy(name: string): string | undefined {
  const words = name.split('_');
  return [...READ].find((known) => {
    const own = known.split('_');
    const wrong = words.flatMap((word, at) => (word === own[at] ? [] : [[word, own[at] ?? ''] as const]));
    const [[word, meant] = ['', '']] = wrong;
    return own.length === words.length && wrong.length === 1 && nearestWord(word, [meant]) !== undefined;
  });
}

/** Variables of OpenTelemetry that are set and that nothing here reads, by name, with the one that was probably meant. */
export const unreadVariables = (env: OtelEnvironment): readonly string[] =>
  Object.keys(env)
    .filter(
      (name) =>
        name.startsWith('OTEL_') &&
        !READ.has(name) &&
        !OF_INSTRUMENTATIONS.test(name) &&
        read({ env }, name) !== undefined,
    )
    .toSorted()
    .map((name) => {
      const meant = meantBy(name);
      return meant === undefined ? name : `${name} (did you mean ${meant}?)`;
    });
