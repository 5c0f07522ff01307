import { inspect } from 'node:util';
import process from 'node:process';

/** Keeps what this process prints. */
export interface OutputWatch extends Disposable {
  text(): string;
}

/** The ways by which code prints: the console, which a test runner replaces, and the streams below it. */
const CONSOLE = ['debug', 'info', 'log', 'warn', 'error', 'trace', 'dir'] as const;

/** Keeps a copy of all that is printed until it is disposed; the console itself stays quiet meanwhile. */
export function watchOutput(): OutputWatch {
  const kept: string[] = [];
  const undo: (() => void)[] = [];
  const keep = (...values: readonly unknown[]): void =>
    void kept.push(values.map((value) => inspectable(value)).join(' '));
  const global = globalThis as unknown as { readonly console: Record<string, unknown> };
  for (const method of CONSOLE) {
    const original = global.console[method];
    global.console[method] = keep;
    undo.push(() => void (global.console[method] = original));
  }
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    const own = Object.getOwnPropertyDescriptor(stream, 'write');
    stream.write = ((...args: Parameters<typeof write>): boolean => {
      kept.push(String(args[0]));
      return write(...args);
    }) as typeof stream.write;
    undo.push(() => {
      if (own === undefined) Reflect.deleteProperty(stream, 'write');
      else Object.defineProperty(stream, 'write', own);
    });
  }
  return {
    text: () => kept.join('\n'),
    [Symbol.dispose]() {
      for (const put of undo.splice(0)) put();
    },
  };
}

const inspectable = (value: unknown): string => (typeof value === 'string' ? value : inspect(value, { depth: 8 }));
