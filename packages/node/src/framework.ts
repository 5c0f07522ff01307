import { nearestWord, PlumblineError } from '@plumbline/core';
import type { Plumbline } from './plumbline.ts';

/** What a framework is given of the baseline. */
export type BaselineParts = Pick<Plumbline, 'health' | 'ingest' | 'captureError'> & Partial<Pick<Plumbline, 'logger'>>;

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

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  isObject(value) && names.every((name) => typeof value[name] === 'function');

type IsApp = (app: Readonly<Record<string, unknown>>) => boolean;

/** By the last part of their subpaths. Nest comes first: its applications have what their adapter has, too. */
const FRAMEWORKS = {
  nest: ['a Nest application', (app) => hasMethods(app, 'useGlobalFilters', 'getHttpAdapter')],
  fastify: ['a Fastify server', (app) => hasMethods(app, 'addHook', 'setErrorHandler')],
  express: ['an Express application', (app) => hasMethods(app, 'handle', 'use') && isObject(app['request'])],
  koa: ['a Koa application', (app) => hasMethods(app, 'callback', 'use') && Array.isArray(app['middleware'])],
  hono: ['a Hono application', (app) => hasMethods(app, 'fetch', 'onError')],
} as const satisfies Record<string, readonly [what: string, isApp: IsApp]>;

export type Framework = keyof typeof FRAMEWORKS;

function frameworkOf(app: unknown): Framework | undefined {
  const names = Object.keys(FRAMEWORKS) as Framework[];
  return isObject(app) ? names.find((name) => FRAMEWORKS[name][1](app)) : undefined;
}

const isBaseline = (value: unknown): boolean => hasMethods(value, 'captureError', 'ingest');

function appFault(app: unknown, wanted: Framework): string | undefined {
  const found = frameworkOf(app);
  if (found === wanted) return undefined;
  const first = 'installBaseline: the first argument';
  if (found) return `${first} is ${FRAMEWORKS[found][0]}; import installBaseline from '@plumbline/node/${found}'`;
  if (hasMethods(app, 'then')) return `${first} is a promise; write \`await\` before what makes the application`;
  return `${first} must be ${FRAMEWORKS[wanted][0]}`;
}

function partsFault(plumbline: unknown, place: string): string | undefined {
  if (isBaseline(plumbline)) return undefined;
  const argument = `installBaseline: the ${place} argument`;
  return hasMethods(plumbline, 'then')
    ? `${argument} is a promise; write \`await start(…)\``
    : `${argument} must be what \`await start(…)\` returned`;
}

function argumentFaults(framework: Framework, app: unknown, plumbline: unknown): readonly (string | undefined)[] {
  // Told first: a Fastify server has a `then`, and would be called a promise where the baseline belongs.
  if (isBaseline(app) && frameworkOf(plumbline) !== undefined)
    return ['installBaseline: the arguments are swapped; write `installBaseline(app, plumbline)`'];
  return [appFault(app, framework), partsFault(plumbline, 'second')];
}

function refuse(faults: readonly (string | undefined)[]): void {
  const found = faults.filter((fault) => fault !== undefined);
  if (found.length > 0) throw new PlumblineError('PLB_CONFIG_INVALID', found.join('; '));
}

/**
 * Refuses what is no baseline, such as the promise of one, where it is the only argument.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` that says what to write.
 */
export const checkBaseline = (plumbline: unknown): void => refuse([partsFault(plumbline, 'first')]);

/**
 * Refuses an application of another framework, and what is no baseline. Types say the same, and JavaScript has none: a
 * forgotten `await` would show itself at the first request.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` that says what to write.
 */
export const checkArguments = (framework: Framework, app: unknown, plumbline: unknown): void =>
  refuse(argumentFaults(framework, app, plumbline));

/**
 * Refuses a call that comes too late to have an effect on everything.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` that says what stands above, and where the call belongs.
 */
export const checkPlace = (fault: string | undefined): void => refuse([fault && `installBaseline: ${fault}`]);

// On the application itself: a bundler may give each caller a copy of this module.
const INSTALLED: unique symbol = Symbol.for('plumbline.node.installed.1');

/**
 * Refuses a second call for the same application, whose routes would be there twice.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` that says so.
 */
export function checkOnce(app: object): void {
  checkPlace(
    INSTALLED in app
      ? 'it was called for this application before; call it once, and take the other call away'
      : undefined,
  );
  Object.defineProperty(app, INSTALLED, { value: true });
}

/** The health endpoints, for frameworks that want a route for each. */
export const PROBE_PATHS = ['/livez', '/readyz', '/healthz'] as const;
