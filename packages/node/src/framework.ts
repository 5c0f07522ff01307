import { nearestWord, PlumblineError } from '@plumbline/core';
import type { Plumbline } from './plumbline.ts';

/** What a framework is given of the baseline. */
export type BaselineParts = Pick<Plumbline, 'health' | 'ingest' | 'captureError'>;

export interface InstallOptions {
  /** Path that browsers post events to. @default '/_t' */
  readonly ingestPath?: string;
  /**
   * `false` leaves errors to a handler of your own, which then calls `captureError` for what becomes a 5xx.
   * @default true
   */
  readonly errorHandler?: boolean;
}

const RULES: Readonly<Record<string, readonly [isRight: (value: unknown) => boolean, must: string]>> = {
  ingestPath: [(value) => /^\/[\w./-]*$/.test(String(value)), "must be a path, such as '/_t'"],
  errorHandler: [(value) => typeof value === 'boolean', 'must be true or false'],
};

function faultOf([name, value]: readonly [string, unknown]): string[] {
  const rule = RULES[name];
  if (rule) return value === undefined || rule[0](value) ? [] : [`installBaseline.${name}: ${rule[1]}`];
  const meant = nearestWord(name, Object.keys(RULES));
  const fix = meant === undefined ? 'remove it' : `did you mean \`${meant}\`?`;
  return [`installBaseline.${name}: is no option; ${fix}`];
}

/**
 * The options with their defaults.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` that names each wrong option.
 */
export function readInstallOptions(options: InstallOptions): Required<InstallOptions> {
  const faults = Object.entries(options).flatMap(faultOf);
  if (faults.length > 0) throw new PlumblineError('PLB_CONFIG_INVALID', faults.join('; '));
  const { ingestPath = '/_t', errorHandler = true } = options;
  return { ingestPath, errorHandler };
}

/** The health endpoints, for frameworks that want a route for each. */
export const PROBE_PATHS = ['/livez', '/readyz', '/healthz'] as const;
