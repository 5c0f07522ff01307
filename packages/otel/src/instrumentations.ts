import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { OtelFault } from './self-check.ts';

/** An instrumentation of a library, such as `new PgInstrumentation()`: what is used of OpenTelemetry's own interface. */
export interface Instrumentation {
  readonly instrumentationName: string;
  enable(): void;
  disable(): void;
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  setLoggerProvider?(provider: LoggerProvider): void;
  getConfig?(): { readonly enabled?: boolean };
}

/** The providers that run; one without an endpoint is absent. */
export interface Providers {
  readonly tracerProvider?: TracerProvider | undefined;
  readonly meterProvider?: MeterProvider | undefined;
  readonly loggerProvider?: LoggerProvider | undefined;
}

/** They patch what `bindHttp` of `@plumbline/trace` listens to: with both, every request has two spans. */
const OF_HTTP: ReadonlySet<string> = new Set([
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/instrumentation-undici',
]);

/** The mark that a binding of `@plumbline/trace` leaves. */
const BOUND: unique symbol = Symbol.for('plumbline.http.bound.1');
const isBound = (): boolean => (globalThis as { [BOUND]?: boolean })[BOUND] === true;

const METHODS = ['enable', 'disable', 'setTracerProvider', 'setMeterProvider'] as const;

/** What is wrong with an entry of `instrumentations`, as half a sentence; undefined when nothing is. */
export function instrumentationFault(value: unknown, bound: boolean = isBound()): string | undefined {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<Instrumentation>;
  const { instrumentationName: name } = given;
  if (typeof name !== 'string' || METHODS.some((method) => typeof given[method] !== 'function'))
    return 'must be an instrumentation of OpenTelemetry, such as `new PgInstrumentation()`';
  if (bound && OF_HTTP.has(name)) return `must not be ${name}: HTTP is traced already, and would be twice; remove it`;
  return undefined;
}

/** Every fault of the option `instrumentations`. */
export function instrumentationFaults(list: unknown = []): string[] {
  if (!Array.isArray(list)) return ['`instrumentations` must be a list'];
  return list.flatMap((entry, index) => {
    const fault = instrumentationFault(entry);
    return fault === undefined ? [] : [`\`instrumentations[${index}]\` ${fault}`];
  });
}

/** Gives them the providers of this SDK. What was made with `enabled: false` is enabled: being listed says that it is wanted. */
export function enableInstrumentations(list: readonly Instrumentation[], providers: Providers): void {
  const { tracerProvider, meterProvider, loggerProvider } = providers;
  for (const instrumentation of list) {
    if (tracerProvider) instrumentation.setTracerProvider(tracerProvider);
    if (meterProvider) instrumentation.setMeterProvider(meterProvider);
    if (loggerProvider) instrumentation.setLoggerProvider?.(loggerProvider);
    if (instrumentation.getConfig?.().enabled === false) instrumentation.enable();
  }
}

/** What OpenTelemetry's base class keeps of a module that it watches. `getModuleDefinitions` would make new ones. */
interface WatchedModule {
  readonly name: string;
  readonly moduleExports?: unknown;
  readonly moduleVersion?: string;
}

function watchedBy(instrumentation: Instrumentation): readonly WatchedModule[] {
  const { _modules: modules } = instrumentation as { readonly _modules?: unknown };
  return Array.isArray(modules) ? (modules as WatchedModule[]) : [];
}

const wasSeen = ({ moduleExports, moduleVersion }: WatchedModule): boolean =>
  moduleExports !== undefined || moduleVersion !== undefined;

/** Whether CommonJS has a package in its cache: there a package stands too that is CommonJS and was imported. */
function isLoaded(name: string, files: readonly string[]): boolean {
  const part = `/node_modules/${name}/`;
  return !isBuiltin(name) && files.some((file) => file.replaceAll('\\', '/').includes(part));
}

const REGISTER = 'the process with `node --import @plumbline/node/register`';

/** Modules that were loaded where their instrumentation could not see it: nothing of them is recorded. */
function lateFaults(list: readonly Instrumentation[], files: readonly string[]): OtelFault[] {
  return list.flatMap((instrumentation) => {
    const late = watchedBy(instrumentation)
      .filter((watched) => !wasSeen(watched) && isLoaded(watched.name, files))
      .map(({ name }) => name);
    if (late.length === 0) return [];
    return [
      {
        code: 'PLB_OTEL_INSTRUMENTATION' as const,
        what: `${late.join(', ')} was loaded before ${instrumentation.instrumentationName} could patch it; nothing of it is recorded.`,
        fix: `Make the instrumentation in a file that is loaded first: the first import of the application, or \`--import\`; for ES modules also start ${REGISTER}.`,
      },
    ];
  });
}

/** The class of `@opentelemetry/instrumentation` that an instance is built on, in the very copy that it uses. */
type BaseClass = new (name: string, version: string, config: object) => Instrumentation;
function baseClassOf(instrumentation: Instrumentation): BaseClass | undefined {
  let prototype = Object.getPrototypeOf(instrumentation) as object | null;
  while (prototype && !Object.hasOwn(prototype, '_onRequire'))
    prototype = Object.getPrototypeOf(prototype) as object | null;
  return prototype?.constructor as BaseClass | undefined;
}

/** A module of Node that hardly anything patches and that costs nothing to load. */
const PROBED = 'string_decoder';

/**
 * Whether an import of an ES module reaches the patches of this instrumentation: tried with a patch of our own under the
 * same base class, so that a hook of another copy of import-in-the-middle does not pass for the one that is needed.
 */
async function seesImports(instrumentation: Instrumentation): Promise<boolean> {
  const Base = baseClassOf(instrumentation);
  if (Base === undefined) return true;
  let seen = false;
  class Probe extends Base {
    init(): unknown {
      const patch = (exports: unknown): unknown => {
        seen = true;
        return exports;
      };
      return [{ name: PROBED, supportedVersions: ['*'], files: [], patch, unpatch: () => undefined }];
    }
  }
  const probe = new Probe('@plumbline/otel', '0', {});
  await import('node:string_decoder');
  probe.disable();
  return seen;
}

async function hookFaults(list: readonly Instrumentation[]): Promise<OtelFault[]> {
  const waiting = list.filter((instrumentation) => {
    const modules = watchedBy(instrumentation);
    return modules.length > 0 && !modules.some(wasSeen);
  });
  const blind: string[] = [];
  for (const instrumentation of waiting) {
    if (!(await seesImports(instrumentation))) blind.push(instrumentation.instrumentationName);
  }
  if (blind.length === 0) return [];
  return [
    {
      code: 'PLB_OTEL_INSTRUMENTATION',
      what: `Imports of ES modules do not reach ${blind.join(', ')}; what it instruments is recorded in part or not at all.`,
      fix: `Start ${REGISTER}, and install one version of import-in-the-middle (see \`npm ls import-in-the-middle\`).`,
    },
  ];
}

/** Whether the instrumentations work, as far as it can be known when they are given. Modules may be loaded later. */
export async function checkInstrumentations(list: readonly Instrumentation[]): Promise<readonly OtelFault[]> {
  if (list.length === 0) return [];
  // Not from `import.meta.url`, which a bundle of CommonJS does not have.
  const { cache, main } = createRequire(path.resolve('start.js'));
  const late = lateFaults(list, Object.keys(cache));
  // A process that was started with a CommonJS file loads by `require`, which is patched without any hook.
  return late.length > 0 || main !== undefined ? late : hookFaults(list);
}

/** A binding that came after the start: `startOtel` could not refuse it. */
export const doubledFaults = (list: readonly Instrumentation[]): readonly OtelFault[] =>
  list
    .filter(({ instrumentationName: name }) => isBound() && OF_HTTP.has(name))
    .map(({ instrumentationName: name }) => ({
      code: 'PLB_OTEL_INSTRUMENTATION',
      what: `${name} patches what bindHttp of @plumbline/trace listens to: every request has two spans and is measured twice.`,
      fix: 'Remove it from `instrumentations`, or do not call bindHttp.',
    }));
