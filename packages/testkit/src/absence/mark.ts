import { createHook } from 'node:async_hooks';
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import process from 'node:process';
import { watchEgress } from '../egress/watch-egress.ts';
import { watchWrites } from './watch-writes.ts';

/** What a process did while it imported and ran one module. */
export interface AbsenceReport {
  /** Every module that was resolved: how it was asked for and what came of it. */
  readonly modules: readonly { readonly asked: string; readonly found: string }[];
  /** Kinds of resources that were made, as node:async_hooks names them. */
  readonly resources: readonly string[];
  /** Connections, and names asked of DNS. */
  readonly connections: readonly string[];
  readonly attempts: readonly string[];
  /** Calls that change files, with the path. */
  readonly writes: readonly string[];
  /** What the module threw. */
  readonly error?: string;
}

/** Resources that Node itself makes for what every module does: reading its file, waiting for a promise. */
const OWN =
  /^(?:PROMISE|TickObject|Microtask|FSREQ|FILEHANDLE|Immediate|PIPEWRAP|TTYWRAP|WRITEWRAP|SHUTDOWNWRAP|ModuleWrap|DIRHANDLE)/;

/** Turns of the event loop after which whatever a module put off has begun. */
const TURNS = 20;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Run = (environment: NodeJS.ProcessEnv) => unknown;

/** Imports the entry, calls its export `run` where there is one, and writes its report to the file that is named. */
export async function mark(): Promise<void> {
  const [, , entry = '', out = ''] = process.argv;
  const modules: { asked: string; found: string }[] = [];
  registerHooks({
    resolve(asked, context, next) {
      const resolved = next(asked, context);
      modules.push({ asked, found: resolved.url });
      return resolved;
    },
  });
  const resources: string[] = [];
  const hook = createHook({
    init(_id, type) {
      if (!OWN.test(type)) resources.push(type);
    },
  });
  const watch = watchEgress();
  const writes = watchWrites();
  hook.enable();
  let error: string | undefined;
  try {
    const loaded = (await import(entry)) as { run?: Run };
    await loaded.run?.(process.env);
    for (let left = TURNS; left > 0; left -= 1) await turn();
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  hook.disable();
  writes.restore();
  watch.restore();
  const report: AbsenceReport = {
    modules,
    resources,
    connections: watch.connections,
    attempts: watch.attempts.map(({ kind, target }) => `${kind} ${target}`),
    writes: writes.calls,
    ...(error !== undefined && { error }),
  };
  writeFileSync(out, JSON.stringify(report));
}
