import type { StackOptions } from './model/stack-options.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members of an object that have to be lists. */
const missingLists = (at: string, value: Readonly<Record<string, unknown>>, names: readonly string[]): string[] =>
  names.filter((name) => !Array.isArray(value[name])).map((name) => `\`${at}.${name}\` must be a list`);

function proofFaults(at: string, proof: unknown): string[] {
  if (!isObject(proof)) return [`\`${at}\` must be an object with \`title\`, \`series\`, \`fires\` and \`quiet\``];
  return missingLists(at, proof, ['series', 'fires', 'quiet']);
}

function alertFaults(at: string, alert: unknown): string[] {
  if (!isObject(alert)) return [`\`${at}\` must be an object`];
  const texts = ['name', 'expr', 'for', 'summary', 'description', 'board'].filter(
    (name) => typeof alert[name] !== 'string',
  );
  const proofs: unknown = alert['proofs'];
  return [
    ...texts.map((name) => `\`${at}.${name}\` must be a text`),
    // That there are none is for whoever checks proofs to say.
    ...(proofs === undefined || Array.isArray(proofs) ? [] : [`\`${at}.proofs\` must be a list`]),
    ...(Array.isArray(proofs) ? proofs.flatMap((proof, index) => proofFaults(`${at}.proofs[${index}]`, proof)) : []),
  ];
}

const sloFault = (at: string, slo: unknown): string[] =>
  isObject(slo) && isObject(slo['indicator']) ? [] : [`\`${at}\` must be what \`defineSlo\` returned`];

/** What is no list, or no object in one: everything after this reads options as their types say. */
export function shapeFaults(options: StackOptions): string[] {
  const { alerts = [], receivers = {}, scrapeTargets = [], slos = [] } = options as Readonly<Record<string, unknown>>;
  const lists = Object.entries({ alerts, scrapeTargets, slos }).filter(([, value]) => !Array.isArray(value));
  const routes = isObject(receivers) ? Object.entries(receivers) : [];
  return [
    ...lists.map(([name]) => `\`${name}\` must be a list`),
    ...(isObject(receivers) ? [] : ['`receivers` must be an object of routes']),
    ...routes.flatMap(([name, value]) =>
      Array.isArray(value) && value.every(isObject) ? [] : [`\`receivers.${name}\` must be a list of receivers`],
    ),
    ...(Array.isArray(alerts) ? alerts.flatMap((alert, index) => alertFaults(`alerts[${index}]`, alert)) : []),
    ...(Array.isArray(slos) ? slos.flatMap((slo, index) => sloFault(`slos[${index}]`, slo)) : []),
  ];
}
