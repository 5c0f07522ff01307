import type { Environment, Log, LogFields } from '@plumbline/core';
import type { UnknownVariable } from './environment.ts';
import { hasEndpoint, type OtlpEnvironment } from './otlp.ts';
import { readPropagation } from './propagation.ts';

/** Something that works, but perhaps not as somebody meant it; or a destination that a variable turned off. */
export interface Notice {
  readonly level: 'info' | 'warn';
  readonly fields: LogFields;
  readonly message: string;
}

const KEY = 'PLUMBLINE_IDENTITY_KEY';

const DYING_KEY = 'no identity key is set: anonymous IDs change with each start of this process';

/** No identity key, though something carries its hash. */
export const dyingKey: Notice = { level: 'warn', fields: { variable: KEY }, message: DYING_KEY };

/** The same once the process runs. */
export const warnOfKey = (log: Log): void => log.warn(dyingKey.fields, DYING_KEY);

/** Spans and records of log lines carry `actor_id`, as events and errors do. Metrics have no such label. */
export const sendsActors = (otlp: OtlpEnvironment): boolean => hasEndpoint(otlp, 'traces') || hasEndpoint(otlp, 'logs');

/** Variables that nothing reads, each with the one that was probably meant. */
export const unknownNotices = (variables: readonly UnknownVariable[]): readonly Notice[] =>
  variables.map(({ name: variable, meant }) => ({
    level: 'warn',
    fields: { code: 'PLB_CONFIG_UNKNOWN_VARIABLE', variable, ...(meant !== undefined && { did_you_mean: meant }) },
    message: 'a PLUMBLINE_ variable is set that nothing reads; correct its spelling or remove it',
  }));

/** Platforms set such variables for all their services, so they are told of once and in one line. */
export const unreadNotices = (variables: readonly string[]): readonly Notice[] =>
  variables.length === 0
    ? []
    : [
        {
          level: 'warn',
          fields: { code: 'PLB_CONFIG_UNKNOWN_VARIABLE', variables },
          message: 'OTEL_ variables are set that nothing reads; docs/environment.md lists those that have an effect',
        },
      ];

/**
 * Hosts that get no headers because their variable is empty: the next service then has another ID. While developing, one that
 * is set, or written out, may stand in for the others.
 */
export function unsetNotices(
  entries: readonly string[],
  environment: Environment,
  isProduction: boolean,
): readonly Notice[] {
  const variables = entries.flatMap((entry) => {
    const { hosts, faults } = readPropagation([entry], environment);
    return hosts.length + faults.length > 0 ? [] : [entry.slice('env:'.length)];
  });
  if (variables.length === 0 || (!isProduction && variables.length < entries.length)) return [];
  return [
    {
      level: 'warn',
      fields: { variables },
      message: 'config.trace.propagateTo names variables that are not set: requests to their hosts carry no headers',
    },
  ];
}

/** Who looks for a trace on the first day and does not find it should not have to read about sampling first. */
export const samplingNotices = (otlp: OtlpEnvironment, ratio: number | undefined): readonly Notice[] =>
  ratio !== undefined || !hasEndpoint(otlp, 'traces')
    ? []
    : [
        {
          level: 'info',
          fields: { variable: 'OTEL_TRACES_SAMPLER_ARG' },
          message: 'one trace in ten is sent, the default; OTEL_TRACES_SAMPLER_ARG=1 sends all of them',
        },
      ];
