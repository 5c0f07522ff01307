import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlumblineError } from '@plumbline/core';
import type { RequestContext, RequestContextInit } from '@plumbline/core/context';

type Fields = Readonly<Record<string, unknown>>;
type WriteLine = (fields: Fields, message: string) => void;

/** The part of what `start` returns that the canary uses. */
export interface Baseline {
  readonly logger: Readonly<Record<'info' | 'warn' | 'error', WriteLine>> & { flush(): void };
  readonly events: { capture(name: string, fields: Fields): void };
  readonly audit: { record(action: string, input: Fields): { readonly id: string; readonly accepted: boolean } };
  captureError(error: unknown): string;
  flush(options: { readonly timeoutMs: number }): Promise<unknown>;
  shutdown(options: { readonly timeoutMs: number }): Promise<unknown>;
}

/** The part of the OpenTelemetry API that the canary uses; contexts and spans are handed on as they are. */
export interface Api {
  readonly ROOT_CONTEXT: unknown;
  readonly trace: {
    getTracer(name: string): {
      startSpan(
        name: string,
        options: Fields,
        context: unknown,
      ): { spanContext(): { readonly traceId: string; readonly spanId: string }; end(): void };
    };
    setSpan(context: unknown, span: unknown): unknown;
  };
  readonly metrics: {
    getMeter(name: string): {
      createCounter(name: string, options: Fields): { add(value: number, labels: Fields): void };
    };
  };
}

/** An audit store as far as it is read back. */
export interface Store {
  read(options: Fields): Promise<readonly { readonly id: string; readonly body: string }[]>;
  close?(): Promise<void>;
}

/** Code of the application's own installation: another copy would send something else than the service does. */
export interface Tools {
  readonly preset: { start(config: unknown, live: Fields): Promise<Baseline> };
  readonly otel: {
    otelOptionsFromEnvironment(environment: Fields): {
      readonly options: { readonly otlp?: Fields & { readonly signals?: readonly string[] } };
    };
  };
  readonly context: {
    createRequestContext(init: RequestContextInit): RequestContext;
    runInContext<T>(context: RequestContext, fn: () => T): T;
    newTraceId(): string;
    newSpanId(): string;
  };
  readonly audit: { defineActions(specs: Fields): Fields };
  readonly sqlite: { sqliteStore(options: { readonly path: string }): Store };
  readonly redact: { createRedactor(): { text(text: string): string } };
  readonly api: Api;
  readonly zod: { string(): { max(length: number): unknown } };
}

function resolveFrom(require: NodeJS.Require, name: string): string {
  try {
    return require.resolve(name);
  } catch (cause) {
    throw new PlumblineError('PLB_CLI_USAGE', `doctor: ${name} is not installed, and the canary is sent with it`, {
      fix: `npm install ${name}`,
      cause,
    });
  }
}

/** Loads the preset of the application and what belongs to it. */
export async function loadTools(directory: string): Promise<Tools> {
  const preset = resolveFrom(createRequire(path.join(directory, 'package.json')), '@plumbline/node');
  const require = createRequire(preset);
  const load = async (file: string): Promise<unknown> => import(pathToFileURL(file).href);
  const [start, otel, context, audit, sqlite, redact, api, zod] = await Promise.all(
    [
      preset,
      ...[
        '@plumbline/otel',
        '@plumbline/core/context',
        '@plumbline/audit',
        '@plumbline/audit/sqlite',
        '@plumbline/redact',
        '@opentelemetry/api',
        'zod',
      ].map((name) => resolveFrom(require, name)),
    ].map(load),
  );
  return { preset: start, otel, context, audit, sqlite, redact, api, zod } as Tools;
}
