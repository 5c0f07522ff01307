import { nearestWord, unknownOptions } from '@plumbline/core';
import { receiverFaults } from './receiver-faults.ts';
import { secretFaults } from './secret-faults.ts';
import { PART_NAMES } from './services/compose/part-names.ts';
import { isObject, shapeFaults } from './shape-faults.ts';
import { objectiveFaults } from './slo/objective-faults.ts';
import { PLAIN_PATH, textFaults } from './text-faults.ts';
import { intervalFaults, thresholdFaults } from './threshold-faults.ts';
import { urlFaults } from './url-faults.ts';
import type { ApplicationModel } from './model/stack-model.ts';
import type { StackOptions } from './model/stack-options.ts';

/** Every option by its name. */
export const OPTIONS: readonly (keyof StackOptions)[] = [
  'environment',
  'namespace',
  'road',
  'scrapeTargets',
  'probe',
  'urls',
  'boards',
  'metricsStore',
  'roles',
  'usage',
  'bugReport',
  'thresholds',
  'slos',
  'alerts',
  'receivers',
  'compose',
  'exporters',
  'signoz',
  'retention',
  'reporting',
];

const NESTED = {
  urls: ['grafana', 'prometheus', 'alertmanager', 'runbooks'],
  roles: ['email', 'blob', 'database'],
  usage: ['core', 'hours', 'days'],
  thresholds: ['errorRatio', 'p95Seconds', 'minEvents', 'queueAgeSeconds', 'authFailureRatio'],
  compose: ['application', 'service'],
  exporters: ['host', 'containers', 'kubernetes', 'postgres'],
  signoz: ['endpoint', 'keyFile'],
  retention: ['metrics', 'logs', 'traces'],
  reporting: ['metrics', 'table'],
} as const;

/** What a resource attribute and a label value may be, unquoted in every query. */
const NAME = /^[A-Za-z0-9][\w.-]{0,99}$/;
const TARGET = /^[\w.-]{1,253}:\d{1,5}$/;
const DURATION = /^[1-9]\d{0,5}(?:s|m|h|d|w|y)$/;

const unless = (holds: boolean, fault: string): readonly string[] => (holds ? [] : [fault]);

/** `a` is none of the declared ones. */
function undeclared(option: string, name: string | undefined, known: readonly string[], what: string): string[] {
  if (name === undefined || known.includes(name)) return [];
  const near = nearestWord(name, known);
  return [`\`${option}\`: \`${name}\` is no ${what}${near === undefined ? '' : `; did you mean \`${near}\`?`}`];
}

function unknownNames(options: StackOptions): string[] {
  const nested = Object.entries(NESTED).flatMap(([name, known]) => {
    const value: unknown = options[name as keyof typeof NESTED];
    return isObject(value) ? unknownOptions(value, known, `${name}.`) : [];
  });
  return [...unknownOptions(options, OPTIONS), ...nested];
}

/** The service that the overlay adds variables to; by default that of the configuration. */
function composeFaults({ service }: ApplicationModel, { compose = {} }: StackOptions): string[] {
  const name = compose.service ?? service.name;
  return [
    ...unless(
      compose.application === undefined || PLAIN_PATH.test(compose.application),
      '`compose.application` must be the path of a compose file, relative to plumbline.stack.ts, without spaces and quotes',
    ),
    ...unless(
      NAME.test(name),
      `\`compose.service\` must be the name of a service of the compose file${compose.service === undefined ? ': that of `service.name` can be none there, so it has to be named' : ''}`,
    ),
    ...unless(
      !PART_NAMES.includes(name),
      `\`compose.service\`: \`${name}\` is a part of the overlay, and Compose would merge the two. Give the application's service another name in its compose file and say it here: \`compose: { service: '${name}-app' }\``,
    ),
  ];
}

function valueFaults(options: StackOptions): string[] {
  const { boards, environment = 'production', metricsStore, namespace, retention, road, scrapeTargets = [] } = options;
  return [
    ...unless(NAME.test(environment), '`environment` must be letters, digits, `.`, `_` or `-`, such as `production`'),
    ...unless(
      options.roles?.database === undefined || NAME.test(options.roles.database),
      '`roles.database` must be the name of a health check: letters, digits, `.`, `_` or `-`',
    ),
    ...unless(namespace === undefined || NAME.test(namespace), '`namespace` must be letters, digits, `.`, `_` or `-`'),
    ...unless(road === undefined || road === 'otlp' || road === 'scrape', "`road` must be 'otlp' or 'scrape'"),
    ...unless(boards === undefined || boards === 'shared' || boards === 'own', "`boards` must be 'shared' or 'own'"),
    ...unless(
      metricsStore === undefined || metricsStore === 'prometheus' || metricsStore === 'mimir',
      "`metricsStore` must be 'prometheus' or 'mimir'",
    ),
    ...scrapeTargets.flatMap((target) =>
      unless(
        TARGET.test(target) && Number(target.split(':')[1]) <= 65_535,
        '`scrapeTargets` must be a list of `host:port`, without scheme and path',
      ),
    ),
    ...unless(
      options.reporting?.table === undefined || TABLE.test(options.reporting.table),
      '`reporting.table` must be the name of a table, `database.table`',
    ),
    ...Object.entries(retention ?? {}).flatMap(([name, time]) =>
      unless(DURATION.test(time), `\`retention.${name}\` must be a length of time such as \`90d\``),
    ),
  ];
}

/** Goes into statements as it is. */
const TABLE = /^(?:[A-Za-z_]\w{0,63}\.)?[A-Za-z_]\w{0,63}$/;

/** Names that are looked up in what the application declares. */
function nameFaults(application: ApplicationModel, { bugReport, roles, usage }: StackOptions): string[] {
  const dependencies = Object.keys(application.dependencies);
  return [
    ...undeclared('roles.email', roles?.email, dependencies, 'declared dependency'),
    ...undeclared('roles.blob', roles?.blob, dependencies, 'declared dependency'),
    ...undeclared('bugReport', bugReport, application.usage, 'event of the catalog'),
    ...(usage?.core ?? []).flatMap((name) => undeclared('usage.core', name, application.usage, 'event of the catalog')),
  ];
}

/** Every fault of the options, each with its name and what to write instead; no value of a secret is among them. */
export function optionFaults(application: ApplicationModel, options: StackOptions): readonly string[] {
  if (!isObject(options)) return ['the options must be an object, as `defineStack` returns it'];
  const shapes = shapeFaults(options);
  // What is of its shape is looked at all the same: one run names everything.
  const sound = Object.fromEntries(Object.entries(options).filter(([name]) => !shapes.has(name))) as StackOptions;
  return [
    ...unknownNames(options),
    ...[...shapes.values()].flat(),
    ...textFaults(application, sound),
    ...valueFaults(sound),
    ...urlFaults(sound),
    ...composeFaults(application, sound),
    ...thresholdFaults(sound),
    ...nameFaults(application, sound),
    ...intervalFaults(application),
    ...objectiveFaults(application, sound.slos),
    ...receiverFaults(sound.receivers ?? {}),
    ...secretFaults(sound),
  ];
}
