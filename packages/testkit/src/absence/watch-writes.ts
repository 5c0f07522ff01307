import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Calls of node:fs that change something. */
const CHANGING =
  /^(?:write|append|mkdir|mkdtemp|rm|rmdir|unlink|rename|copyFile|cp|symlink|link|truncate|createWriteStream|utimes|chmod|chown|watch|watchFile)/;

export interface WriteWatch {
  /** `call path`, in order. */
  readonly calls: readonly string[];
  restore(): void;
}

const opensToWrite = (flags: unknown): boolean =>
  typeof flags === 'string' ? /[wa+]/.test(flags) : typeof flags === 'number' && (flags & 3) !== 0;

/** Notes every call of node:fs that writes, makes, removes or watches something; each is carried out. */
export function watchWrites(): WriteWatch {
  const calls: string[] = [];
  const undo: (() => void)[] = [];
  const wrap = (owner: object, method: string, counts: (args: readonly unknown[]) => boolean): void => {
    const holder = owner as Record<string, unknown>;
    const original = holder[method];
    if (typeof original !== 'function') return;
    holder[method] = function noted(this: unknown, ...args: unknown[]): unknown {
      if (counts(args)) calls.push(`${method} ${String(args[0])}`);
      return Reflect.apply(original, this, args) as unknown;
    };
    undo.push(() => void (holder[method] = original));
  };
  for (const owner of [fs, fs.promises]) {
    // A number is a file that is open already: one that was opened to be written is noted there, and the streams of the
    // process are no files.
    for (const method of Object.keys(owner)) {
      if (CHANGING.test(method)) wrap(owner, method, ([first]) => typeof first !== 'number');
      else if (method === 'open' || method === 'openSync') wrap(owner, method, ([, flags]) => opensToWrite(flags));
    }
  }
  syncBuiltinESMExports();
  return {
    calls,
    restore() {
      for (const put of undo.splice(0)) put();
      syncBuiltinESMExports();
    },
  };
}
