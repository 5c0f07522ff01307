import { nearestWord, PlumblineError, prometheusLabel, prometheusName } from '@plumbline/core';
import type { Instrument } from '../model/instrument.ts';
import type { StackModel } from '../model/stack-model.ts';

/** Values that a label must have: one, one of several, none of several, those of an expression or all but those, or any but empty. */
export type Match =
  | string
  | { readonly in: readonly string[] }
  | { readonly notIn: readonly string[] }
  | { readonly matches: string }
  | { readonly matchesNot: string }
  | { readonly present: true };

/** Matchers by wire name: `{ outcome: 'failure', 'plumbline.job.name': 'digest' }`. */
export type Matches = Readonly<Record<string, Match>>;

/** Which series of an instrument: of a histogram its count, sum or buckets. */
export type Part = 'value' | 'count' | 'sum' | 'bucket';

/** Writes selectors of the vocabulary for one service and environment, or for the variables of a board. */
export interface Query {
  /**
   * `plumbline_job_runs_total{service_name="…",deployment_environment_name="…",outcome="failure"}`.
   *
   * @throws PLB_STACK_OPTION where the instrument, a label or a value is not in the vocabulary
   */
  select(instrument: string, matches?: Matches, part?: Part): string;
  /** `service_name, deployment_environment_name`, and labels by their wire names. */
  by(...labels: readonly string[]): string;
  /** The name in Prometheus of a label. */
  label(name: string): string;
}

/** What the queries of a scope say about service and environment. */
export interface QueryScope {
  readonly service: string;
  readonly environment: string;
  /** `=` for one of each, `=~` for the variables of a board. */
  readonly operator: '=' | '=~';
}

/** Labels that every series of the application has, from its resource. */
export const RESOURCE_LABELS = ['service_name', 'deployment_environment_name'] as const;

/** The only service and environment of rules. */
export const scopeOfRules = ({ application, environment }: StackModel): QueryScope => ({
  service: application.service.name,
  environment,
  operator: '=',
});

/** What the visitor of a board chose. */
export const SCOPE_OF_BOARDS: QueryScope = { service: '$service', environment: '$environment', operator: '=~' };

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** A string of PromQL. It ends at its line, so that a line break is an escape too. */
export const quote = (value: string): string => `"${value.replaceAll(/["\\\n]/g, (sign) => ESCAPES[sign] ?? sign)}"`;

/**
 * A text as a pattern of RE2 that matches it alone. `[.]` and not `\.`: a backslash would have to be written twice, and four
 * times in a test. What means something within brackets too (`\`, `^` and the brackets) has its backslash.
 */
export const literal = (value: string): string =>
  value.replaceAll(/[\\^[\]]/g, String.raw`\$&`).replaceAll(/[.+*?()|{}$]/g, '[$&]');

function fault(message: string, word: string, known: Iterable<string>): PlumblineError {
  const near = nearestWord(word, [...known]);
  return new PlumblineError('PLB_STACK_OPTION', `${message}${near === undefined ? '' : `; did you mean \`${near}\`?`}`);
}

function matcher(instrument: Instrument, name: string, match: Match): string {
  const values = instrument.labels[name];
  if (values === undefined)
    throw fault(`${instrument.name} has no label \`${name}\``, name, Object.keys(instrument.labels));
  const check = (value: string): string => {
    if (values !== 'open' && !values.includes(value))
      throw fault(`${instrument.name}: \`${name}\` is never \`${value}\``, value, values);
    return value;
  };
  const label = prometheusLabel(name);
  if (typeof match === 'object' && 'present' in match) return `${label}!=""`;
  if (typeof match === 'string') return `${label}=${quote(check(match))}`;
  // An expression such as `5..` covers values that the closed list, if there is one, need not name.
  if ('matches' in match) return `${label}=~${quote(match.matches)}`;
  if ('matchesNot' in match) return `${label}!~${quote(match.matchesNot)}`;
  const [operator, list] = 'in' in match ? (['=~', match.in] as const) : (['!~', match.notIn] as const);
  return `${label}${operator}${quote(list.map((value) => literal(check(value))).join('|'))}`;
}

/** The name of the series of a part in Prometheus. */
function seriesName(instrument: Instrument, part: Part): string {
  const isHistogram = instrument.kind === 'histogram';
  if (isHistogram === (part === 'value'))
    throw new PlumblineError('PLB_STACK_OPTION', `${instrument.name} is a ${instrument.kind} and has no ${part}`);
  return isHistogram ? `${prometheusName(instrument)}_${part}` : prometheusName(instrument);
}

export function createQuery({ instruments }: Pick<StackModel, 'instruments'>, scope: QueryScope): Query {
  const { environment, operator, service } = scope;
  const resource = `service_name${operator}${quote(service)},deployment_environment_name${operator}${quote(environment)}`;
  return {
    select(name, matches = {}, part = 'value') {
      const instrument = instruments.get(name);
      if (instrument === undefined) throw fault(`no metric is called \`${name}\``, name, instruments.keys());
      const own = Object.entries(matches).map(([label, match]) => matcher(instrument, label, match));
      return `${seriesName(instrument, part)}{${[resource, ...own].join(',')}}`;
    },
    by: (...labels) => [...RESOURCE_LABELS, ...labels.map(prometheusLabel)].join(', '),
    label: prometheusLabel,
  };
}
