import process from 'node:process';
import { engines } from '../hostile/engines.ts';
import { makeText } from '../hostile/forms.ts';
import { flat } from '../log/random.ts';

/** Runs one engine on hostile texts, in a process that can be killed: `hostile-worker.ts ENGINE`. */

export interface HostileOrder {
  readonly form: string;
  readonly size: number;
}

/** What is compiled late is compiled on a text of this size, of the same form. */
const WARM_SIZE = 2_048;
const CALLS = 3;
/** A call that takes longer is not repeated: noise is a small part of it. */
const LONG_MS = 100;

const makeEngine = engines[process.argv[2] ?? ''];
if (makeEngine === undefined) throw new Error(`no engine ${process.argv[2]}`);
const clean = await makeEngine();

const send = (message: object): Promise<void> => new Promise((resolve) => process.send?.(message, () => resolve()));

function leastOf(texts: readonly string[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    const began = performance.now();
    clean(text);
    const took = performance.now() - began;
    least = Math.min(least, took);
    if (took > LONG_MS) break;
  }
  return least;
}

process.on('message', ({ form, size }: HostileOrder) => {
  const warm = makeText(form, Math.min(size, WARM_SIZE));
  // Three texts, so that no call meets one again.
  const texts = Array.from({ length: CALLS }, (_, call) => flat(`${call} ${makeText(form, size - 2)}`));
  void send({ begins: true }).then(() => {
    for (let call = 0; call < CALLS; call += 1) clean(warm);
    return send({ ms: leastOf(texts) });
  });
});
await send({ ready: true });
